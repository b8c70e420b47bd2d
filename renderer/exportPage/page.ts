// The exported page: a form or a place to drop and draw, and the network's answer. It opens from disk without a
// server, so it is a classic script that finds tfjs, predict.js and model.js as globals.
import { writtenBy } from '../../shared/export/drawn';
import type { Sample, Words } from '../../shared/export/rawSample';
import type { ExportedInput } from '../../shared/export/settings';
import { asks } from '../../shared/run/writing';
import { showAnswer } from './answer';
import { element, place, say } from './dom';
import { formFor } from './forms';
import { madePanel, makingOf } from './madePanel';
import type { Answer, ExportedModel, Predictor } from './predict';
import { writingPanel } from './writingPanel';

type TensorFlow = typeof import('@tensorflow/tfjs');

interface PageGlobals {
  readonly tf?: TensorFlow;
  readonly layerloom?: { load(tf: TensorFlow, model: ExportedModel): Promise<Predictor> };
  readonly layerloomModel?: ExportedModel;
  /** For scripts and tests: asks the network without the form. */
  layerloomPredict?: (samples: readonly Sample[]) => Promise<readonly (readonly Answer[])[]>;
}
const globals = globalThis as unknown as PageGlobals;

/** Milliseconds after which an answer on the processor is slow enough to try the graphics card. */
const slowMs = 1500;

interface Loaded {
  readonly predictor: Predictor;
  /** An answer that took so long is the last one on the processor. */
  readonly fasterAfter: (ms: number) => Promise<void>;
}

async function start(): Promise<void> {
  const { tf, layerloom, layerloomModel } = globals;
  if (tf === undefined || layerloom === undefined || layerloomModel === undefined) {
    say('A file is missing. Keep tf.min.js, predict.js, page.js and model.js in the same folder as this page.');
    return;
  }
  // The processor computes with full float32 numbers; graphics cards may round.
  await tf.setBackend('cpu');
  await tf.ready();
  const predictor = await layerloom.load(tf, layerloomModel);
  globals.layerloomPredict = (samples) => predictor.predict(samples);
  place('name').textContent = predictor.settings.name;
  document.title = predictor.settings.name;
  const fasterAfter = async (ms: number) => {
    if (ms <= slowMs || tf.getBackend() !== 'cpu') return;
    await tf.setBackend('webgl').then(
      (worked) => (worked ? undefined : tf.setBackend('cpu')),
      () => tf.setBackend('cpu'),
    );
  };
  const making = makingOf(predictor);
  if (making !== null) place('inputs').append(madePanel(predictor, making));
  else if (predictor.write !== undefined) write({ predictor, fasterAfter }, predictor.write);
  else await answer({ predictor, fasterAfter });
  place('app').hidden = false;
  place('loading').hidden = true;
}

/** Puts a form for each of these inputs into the page; gives what reads them, null while one of them is empty. */
function formsFor(inputs: readonly ExportedInput[], changed: () => void): () => Sample | null {
  const readers = inputs.map((input) => {
    const [form, read] = formFor(input, changed);
    const section = element('section');
    if (inputs.length > 1) section.append(element('h3', '', input.title));
    section.append(form);
    place('inputs').append(section);
    return { source: input.source, read };
  });
  return () => {
    const values = readers.map(({ source, read }) => [source, read()] as const);
    return values.some(([, value]) => value === null) ? null : (Object.fromEntries(values) as Sample);
  };
}

/** A network that answers at once, whenever the form changes. */
async function answer({ predictor, fasterAfter }: Loaded): Promise<void> {
  const { settings } = predictor;
  let running = false;
  let waiting = false;
  const predict = async () => {
    if (running) {
      waiting = true;
      return;
    }
    const sample = read();
    if (sample === null) {
      place('answers').replaceChildren(element('p', 'hint', 'The answer appears here.'));
      return;
    }
    running = true;
    try {
      say('');
      const began = performance.now();
      const [answers] = await predictor.predict([sample]);
      const several = answers!.length > 1;
      place('answers').replaceChildren(...answers!.map((one) => showAnswer(one, settings, sample, several)));
      await fasterAfter(performance.now() - began);
    } catch (error) {
      say(`The network could not answer: ${error instanceof Error ? error.message : String(error)}`);
    } finally {
      running = false;
      if (waiting) {
        waiting = false;
        void predict();
      }
    }
  };
  const read = formsFor(settings.inputs, () => void predict());
  await predict();
}

/** A network that writes a text when it is told to. */
function write({ predictor, fasterAfter }: Loaded, begin: NonNullable<Predictor['write']>): void {
  const { inputs, outputs } = predictor.settings;
  const by = outputs.flatMap((output) => writtenBy(output) ?? [])[0]!;
  const goesOn = by.how === 'continues';
  // What the network has written so far it gives itself.
  const given = inputs.filter(({ source }) => goesOn || source !== by.source);
  const read = formsFor(given, () => undefined);
  const isAsked = outputs.some(({ frame }) => frame !== undefined && asks(frame));
  const byWords = inputs.some((input) => input.modality === 'text' && input.level === 'word');
  const beginning = () => {
    const words = read()?.[by.source] as Words | undefined;
    return goesOn && !isAsked && words !== undefined ? `${words.text}${byWords ? ' ' : ''}` : '';
  };
  place('inputs').append(writingPanel({ write: begin, goesOn, beginning, read, stepped: fasterAfter }));
}

start().catch((error: unknown) => {
  place('loading').hidden = true;
  say(`The network could not be loaded: ${error instanceof Error ? error.message : String(error)}`);
});
