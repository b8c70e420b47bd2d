// The exported page: a form or a place to drop and draw, and the network's answer. It opens from disk without a
// server, so it is a classic script that finds tfjs, predict.js and model.js as globals.
import type { Sample } from '../../shared/export/rawSample';
import { showAnswer } from './answer';
import { element, place, say } from './dom';
import { formFor } from './forms';
import type { Reader } from './forms/form';
import type { Answer, ExportedModel, Predictor } from './predict';

interface PageGlobals {
  readonly tf?: typeof import('@tensorflow/tfjs');
  readonly layerloom?: { load(tf: typeof import('@tensorflow/tfjs'), model: ExportedModel): Promise<Predictor> };
  readonly layerloomModel?: ExportedModel;
  /** For scripts and tests: asks the network without the form. */
  layerloomPredict?: (samples: readonly Sample[]) => Promise<readonly (readonly Answer[])[]>;
}
const globals = globalThis as unknown as PageGlobals;

/** Milliseconds after which an answer on the processor is slow enough to try the graphics card. */
const slowMs = 1500;

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
  const { settings } = predictor;
  place('name').textContent = settings.name;
  document.title = settings.name;

  let running = false;
  let waiting = false;
  const readers: { source: string; read: Reader }[] = [];
  const predict = async () => {
    if (running) {
      waiting = true;
      return;
    }
    const values = readers.map(({ source, read }) => [source, read()] as const);
    if (values.some(([, value]) => value === null)) {
      place('answers').replaceChildren(element('p', 'hint', 'The answer appears here.'));
      return;
    }
    running = true;
    try {
      say('');
      const began = performance.now();
      const sample = Object.fromEntries(values) as Sample;
      const [answers] = await predictor.predict([sample]);
      const several = answers!.length > 1;
      place('answers').replaceChildren(...answers!.map((answer) => showAnswer(answer, settings, sample, several)));
      if (performance.now() - began > slowMs && tf.getBackend() === 'cpu') {
        await tf.setBackend('webgl').then(
          (worked) => (worked ? undefined : tf.setBackend('cpu')),
          () => tf.setBackend('cpu'),
        );
      }
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
  const changed = () => void predict();
  for (const input of settings.inputs) {
    const [form, read] = formFor(input, changed);
    const section = element('section');
    if (settings.inputs.length > 1) section.append(element('h3', '', input.title));
    section.append(form);
    place('inputs').append(section);
    readers.push({ source: input.source, read });
  }
  place('app').hidden = false;
  place('loading').hidden = true;
  await predict();
}

start().catch((error: unknown) => {
  place('loading').hidden = true;
  say(`The network could not be loaded: ${error instanceof Error ? error.message : String(error)}`);
});
