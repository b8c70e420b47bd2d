// Answers of many numbers: a class for every pixel, boxes around things, a picture given back, a class for every place.
import { decodeBoxes } from '../../shared/data/boxes';
import { classColour, rgbOf } from '../../shared/data/classColours';
import type { FittedInput, FittedPreprocessing } from '../../shared/data/fitted';
import { windowOf } from '../../shared/data/framing';
import { unscalePixels } from '../../shared/data/preprocess';
import { isBackground, pickCodes } from '../../shared/data/masks';
import { drawnAs } from '../../shared/export/drawn';
import type { Picture, Sample } from '../../shared/export/rawSample';
import type { ExportedInput, ExportedOutput, ExportedSettings } from '../../shared/export/settings';
import { type Bar, barsOf } from './bars';
import { element } from './dom';
import { placesAnswer } from './placesAnswer';
import type { Answer } from './predict';

type ImageInput = Extract<ExportedInput, { modality: 'image' }>;
/** How a picture's pixels become numbers. */
export type PreparedPicture = Extract<FittedInput, { modality: 'image' }>;

/** Pixels on the screen for the longer side, at least: small pictures are drawn larger. */
const shownSize = 280;
/** How much of the picture a class's colour hides. */
const cover = 0.6;

function canvasOf(width: number, height: number, label: string): [HTMLCanvasElement, CanvasRenderingContext2D] {
  const canvas = element('canvas', 'drawn');
  canvas.width = width;
  canvas.height = height;
  canvas.setAttribute('role', 'img');
  canvas.setAttribute('aria-label', label);
  return [canvas, canvas.getContext('2d')!];
}

function pictureCanvas({ data, width, height }: Picture): HTMLCanvasElement {
  const [canvas, context] = canvasOf(width, height, '');
  const image = context.createImageData(width, height);
  image.data.set(data);
  context.putImageData(image, 0, 0);
  return canvas;
}

/** The part of a picture that the network sees; a border around it is left open. */
function seenOf(picture: HTMLCanvasElement, { width, height, framing }: ImageInput): HTMLCanvasElement {
  const seen = windowOf(picture, { width, height }, framing ?? 'stretch');
  const [canvas, context] = canvasOf(seen.width, seen.height, '');
  context.drawImage(picture, -seen.left, -seen.top);
  return canvas;
}

/** Red, green, blue and cover of every pixel of a mask, and the share of each class. */
function maskOf(answer: Answer): { readonly pixels: Uint8ClampedArray; readonly shares: readonly number[] } {
  const { classes } = answer;
  const codes = pickCodes(answer.answer, classes.length);
  const pixels = new Uint8ClampedArray(codes.length * 4);
  const shares = classes.map(() => 0);
  codes.forEach((code, at) => {
    shares[code]! += 1 / codes.length;
    if (!isBackground(classes[code]!)) pixels.set([...rgbOf(classColour(code)), 255 * cover], at * 4);
  });
  return { pixels, shares };
}

function maskAnswer(answer: Answer, output: ExportedOutput, picture: HTMLCanvasElement): HTMLElement[] {
  const [height, width] = output.shape as readonly [number, number];
  const { pixels, shares } = maskOf(answer);
  const [canvas, context] = canvasOf(picture.width, picture.height, 'The picture with the class of every pixel');
  context.drawImage(picture, 0, 0);
  context.imageSmoothingEnabled = false;
  context.drawImage(pictureCanvas({ data: pixels, width, height }), 0, 0, canvas.width, canvas.height);
  const bars = answer.classes.map((name, place): Bar => {
    const share = shares[place]!;
    return isBackground(name) ? { name, share } : { name, share, colour: classColour(place) };
  });
  return [canvas, element('p', 'hint', 'Share of the picture:'), barsOf(bars)];
}

function boxesAnswer(answer: Answer, output: ExportedOutput, picture: HTMLCanvasElement): HTMLElement[] {
  const [rows = 1, columns = 1] = output.shape ?? [];
  const found = decodeBoxes(answer.answer, { rows, columns, classes: answer.classes.length });
  const scale = Math.max(1, shownSize / Math.max(picture.width, picture.height));
  const label = `The picture with ${found.length} boxes`;
  const [canvas, context] = canvasOf(Math.round(picture.width * scale), Math.round(picture.height * scale), label);
  context.imageSmoothingEnabled = false;
  context.drawImage(picture, 0, 0, canvas.width, canvas.height);
  context.lineWidth = 2;
  for (const thing of found) {
    context.strokeStyle = classColour(thing.class);
    const [x, y, width, height] = thing.box;
    context.strokeRect(x * canvas.width, y * canvas.height, width * canvas.width, height * canvas.height);
  }
  const bars = found.map((thing): Bar => ({
    name: answer.classes[thing.class] ?? '',
    share: thing.score,
    colour: classColour(thing.class),
  }));
  return [canvas, found.length === 0 ? element('p', 'hint', 'Nothing was found.') : barsOf(bars)];
}

/** Numbers as the network has them for a picture of this input, as a picture. */
export function pictureCanvasOf(answer: ArrayLike<number>, input: PreparedPicture, label: string): HTMLCanvasElement {
  const { width, height, channels } = input;
  const pixels = unscalePixels(input, answer);
  const data = new Uint8ClampedArray(width * height * 4);
  for (let at = 0; at < width * height; at++) {
    const level = (channel: number) => pixels[at * channels + channel]!;
    const [red, green, blue] = channels === 1 ? [level(0), level(0), level(0)] : [level(0), level(1), level(2)];
    data.set([red, green, blue, 255], at * 4);
  }
  const canvas = pictureCanvas({ data, width, height });
  canvas.setAttribute('aria-label', label);
  return canvas;
}

function pictureAnswer({ answer }: Answer, input: ImageInput): HTMLElement[] {
  const canvas = pictureCanvasOf(answer, input, 'The picture as the network gives it back');
  return [canvas, element('p', 'hint', 'The picture as the network gives it back.')];
}

/** What to show for an answer of many numbers; null where that cannot be shown. */
export function drawnAnswer(answer: Answer, settings: ExportedSettings, sample: Sample): HTMLElement[] | null {
  const output = settings.outputs.find(({ name }) => name === answer.name)!;
  const inputs: FittedPreprocessing['inputs'] = Object.fromEntries(settings.inputs.map((each) => [each.source, each]));
  const form = drawnAs(output, inputs);
  if (form === 'places') return placesAnswer(answer, output, settings.inputs, sample);
  // Texts are written, and pictures made of noise, by panels of their own.
  if (form === null || form === 'text' || form === 'made') return null;
  const rebuilt = output.task === 'regression' ? output.rebuilds : undefined;
  const isSeen = (input: ExportedInput): input is ImageInput =>
    input.modality === 'image' && (rebuilt === undefined || input.source === rebuilt);
  const input = settings.inputs.find(isSeen)!;
  if (form === 'picture') return pictureAnswer(answer, input);
  const picture = seenOf(pictureCanvas(sample[input.source] as Picture), input);
  return form === 'mask' ? maskAnswer(answer, output, picture) : boxesAnswer(answer, output, picture);
}
