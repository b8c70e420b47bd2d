// Where the network writes: a button that begins, one that stops, and the text as it grows.
import type { Sample } from '../../shared/export/rawSample';
import { writingParams } from '../../shared/run/writing';
import { element, place, say } from './dom';
import { toolsOf } from './forms/form';
import type { Predictor } from './predict';

interface Asked {
  readonly write: NonNullable<Predictor['write']>;
  /** It goes on with a text, so that it can be bold. */
  readonly goesOn: boolean;
  /** The beginning stays before what is written. */
  readonly beginning: () => string;
  /** What the form holds; null while it holds nothing. */
  readonly read: () => Sample | null;
  /** Called after each step with the time that it took. */
  readonly stepped: (ms: number) => Promise<void>;
}

function temperatureField(): HTMLInputElement {
  const { min, max, step } = writingParams.temperature;
  const field = element('input');
  Object.assign(field, { type: 'number', min: String(min), max: String(max), step: String(step), value: '0' });
  return field;
}

/** Adds the buttons to the form and shows what is written under the answers. */
export function writingPanel({ write: begun, goesOn, beginning, read, stepped }: Asked): HTMLElement {
  const begin = element('button', 'button', 'Write');
  const stop = element('button', 'button', 'Stop');
  const field = temperatureField();
  stop.disabled = true;
  let stopped = false;
  const show = (text: string) => {
    const box = element('p', 'written');
    box.append(element('span', 'hint', beginning()), text);
    place('answers').replaceChildren(box);
  };
  const write = async () => {
    const sample = read();
    if (sample === null) return say('Type a text first.');
    say('');
    begin.disabled = true;
    stop.disabled = false;
    stopped = false;
    try {
      const seed = crypto.getRandomValues(new Uint32Array(1))[0]!;
      const steps = begun(sample, { temperature: Number(field.value), seed });
      for (;;) {
        const began = performance.now();
        const step = steps.next();
        show(step.value.text);
        if (step.done === true || stopped) break;
        // The page stays awake between two tokens.
        await new Promise((resolve) => setTimeout(resolve));
        await stepped(performance.now() - began);
      }
    } catch (error) {
      say(error instanceof Error ? error.message : String(error));
    } finally {
      begin.disabled = false;
      stop.disabled = true;
    }
    return undefined;
  };
  begin.addEventListener('click', () => void write());
  stop.addEventListener('click', () => (stopped = true));
  const box = element('div');
  if (goesOn) {
    const label = element('label', 'field');
    label.title = writingParams.temperature.help;
    label.append(element('span', '', writingParams.temperature.title), field);
    box.append(label);
  }
  box.append(toolsOf(begin, stop));
  place('answers').replaceChildren(element('p', 'hint', 'What the network writes appears here.'));
  return box;
}
