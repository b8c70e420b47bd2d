// What the network makes of noise: a picture, and a button for another one.
import { createRandom } from '../../shared/random';
import { element, place } from './dom';
import { type PreparedPicture, pictureCanvasOf } from './drawnAnswer';
import { toolsOf } from './forms/form';
import type { Predictor } from './predict';

interface Making {
  /** Place among the outputs. */
  readonly output: number;
  /** How the pictures that it imitates are prepared, and the input of them, which only the other network reads. */
  readonly imitated: PreparedPicture;
  readonly source: string;
}

/** The output that makes pictures of noise; null where none does. */
export function makingOf({ settings: { outputs } }: Predictor): Making | null {
  for (const [output, { imitated, ...target }] of outputs.entries())
    if (imitated?.modality === 'image' && target.task === 'regression')
      return { output, imitated, source: target.imitates ?? '' };
  return null;
}

/** As in the app: the network is given draws of N(0, 1). */
export function madePanel(predictor: Predictor, making: Making): HTMLElement {
  const another = element('button', 'button', 'Make another');
  const make = () => {
    const random = createRandom(crypto.getRandomValues(new Uint32Array(1))[0]!);
    const noise = predictor.settings.inputs
      .filter(({ source }) => source !== making.source)
      .map(({ source }) => [source, Float32Array.from({ length: predictor.sizeOf(source) }, random.normal)] as const);
    const made = predictor.ask(Object.fromEntries(noise), 1)[making.output]!;
    place('answers').replaceChildren(pictureCanvasOf(made, making.imitated, 'A picture that the network made'));
  };
  another.addEventListener('click', make);
  make();
  const box = element('div');
  box.append(element('p', 'hint', 'The network makes a picture of random numbers.'), toolsOf(another));
  return box;
}
