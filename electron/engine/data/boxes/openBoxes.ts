// Pictures with boxes opened for a run: split, scaled as fitted, decoded batch by batch, boxes as a grid of numbers.
import { type Thing, boxNumbers, encodeBoxes, placeBox } from '../../../../shared/data/boxes';
import { csvCell } from '../../../../shared/csv';
import type { DataConfig } from '../../../../shared/data/config';
import { describeData } from '../../../../shared/data/describe';
import { fitImage, fitTarget } from '../../../../shared/data/fit';
import type { FittedPreprocessing } from '../../../../shared/data/fitted';
import { frameBox } from '../../../../shared/data/framing';
import { boxTarget, gridOf } from '../../../../shared/data/kinds/boxes';
import { imageInput } from '../../../../shared/data/kinds/images';
import { drawPlacement, placeGrid } from '../../../../shared/data/masks';
import { pictureSizeOf, scalePixels } from '../../../../shared/data/preprocess';
import { createRandom } from '../../../../shared/random';
import type { ShownBox } from '../../../../shared/data/shown';
import { withinPicture } from './boxFiles';
import { openBoxSource } from './boxSource';
import type { OpenedData } from '../dataset';
import { brightnessOf, fittedOr } from '../pictures/decodedPictures';
import { copyName, copyPicture } from '../pictures/copies';
import { sizedPicture } from '../pictures/given';
import { PictureStore, oneByOne } from '../pictures/pictureStore';
import { pictureUrl } from '../pictures/imageFile';
import { filesAlike } from '../leaks';
import { changedWarning, partLookup } from '../opened';
import { type Watch, stop } from '../problem';
import { shareOutOf } from '../shareOut';

/** Throws a DataError where the pictures cannot be used. `given` stands in for fitting. */
export async function openBoxes(
  config: DataConfig,
  given: FittedPreprocessing | undefined,
  watch: Watch,
): Promise<OpenedData> {
  const { boxes } = config;
  if (boxes === undefined)
    return stop('data.boxes.none', 'The boxes were never looked at. Choose the data again in the data step.');
  const spec = describeData(config);
  const source = await openBoxSource(config.source, watch);
  const left = new Set(boxes.skipped);
  const samples = Uint32Array.from({ length: source.pictures.length }, (_, i) => i).filter((i) => !left.has(i));
  const fileOf = (sample: number) => source.pictures[sample]!.file;
  const alike = filesAlike('picture', source.prints, fileOf);
  const { parts, told } = await shareOutOf(source, config, samples, { alike }, watch);
  const known = given?.inputs[imageInput];
  const made = pictureSizeOf(known?.modality === 'image' ? known : boxes);
  const { width, height, channels, framing } = made;
  const size = width * height * channels;
  const { classes } = boxes;
  const grid = gridOf(boxes);
  const cells = grid.rows * grid.columns * (boxNumbers + classes.length);
  /** Boxes are few numbers: those of every picture that was looked at are kept. */
  const thingsOf = new Map<number, readonly Thing[]>();

  const make = async (sample: number): Promise<Uint8Array> => {
    const { file, things } = source.pictures[sample]!;
    const picture = await source
      .image(sample)
      .then((given) => sizedPicture(given, made))
      .catch((error: Error) =>
        stop(
          'data.boxes.file',
          `The picture ${file} of "${source.name}" cannot be used. ${error.message} Take it away or replace it, then read the data again on the data step.`,
        ),
      );
    thingsOf.set(
      sample,
      things.flatMap(({ box, name }): readonly Thing[] => {
        const within = withinPicture(box, picture);
        const index = classes.indexOf(name);
        const framed = typeof within === 'string' ? null : frameBox(within, picture, made, framing);
        return framed === null || index < 0 ? [] : [{ box: framed, class: index }];
      }),
    );
    return picture.pixels;
  };
  // In memory alone: a picture's boxes are known once it was decoded.
  const store = await PictureStore.open(size, oneByOne(make));
  const pixels = (wanted: Uint32Array, signal?: AbortSignal) => store.getAll(wanted, signal);

  const fit = async (): Promise<FittedPreprocessing> => {
    const statistics = await brightnessOf(parts.train, boxes, { pixels, bytesEach: size }, watch);
    const target = fitTarget(boxTarget, spec.targets[boxTarget]!, new Float64Array(0), parts.train);
    return { inputs: { [imageInput]: fitImage(boxes, statistics) }, targets: { [boxTarget]: target } };
  };
  const close = () => {
    store.close();
    source.close();
  };
  const fitted = await fittedOr(given, fit, { close });
  const input = fitted.inputs[imageInput];
  if (input?.modality !== 'image' || fitted.targets[boxTarget]?.task !== 'detection') {
    close();
    return stop(
      'data.columns.changed',
      'The trained network does not find things in pictures. Choose the data it was trained with.',
    );
  }
  const partOf = partLookup(parts);
  const seen = async (wanted: Uint32Array) =>
    (await pixels(wanted)).map((picture, i) => ({ picture, things: thingsOf.get(wanted[i]!)! }));

  return {
    spec,
    fitted,
    parts,
    classCounts: { [boxTarget]: boxes.classCounts },
    warnings: changedWarning(config, source.fingerprint),
    total: source.pictures.length,
    ...told,
    // A picture has no class of its own.
    labels: (_target, wanted) => new Int32Array(wanted.length).fill(-1),
    things: async (wanted) => (await seen(wanted)).map(({ things }) => things),
    originals: async (sample) => [await source.image(sample)],
    batch: async (wanted, epoch) => {
      const values = new Float32Array(wanted.length * size);
      const targets = new Float32Array(wanted.length * cells);
      for (const [i, { picture, things }] of (await seen(wanted)).entries()) {
        const random = createRandom(config.split.seed).fork(`${epoch} ${wanted[i]}`);
        const place = drawPlacement(epoch === undefined ? 'none' : boxes.variation, width === height, random);
        scalePixels(input, placeGrid(picture, width, height, channels, place), values, i * size);
        const placed = things.map((thing) => ({ ...thing, box: placeBox(thing.box, place) }));
        encodeBoxes(placed, grid, targets, i * cells);
      }
      return {
        size: wanted.length,
        inputs: { [imageInput]: { shape: [wanted.length, height, width, channels], values } },
        targets: { [boxTarget]: targets },
      };
    },
    show: async (wanted) => {
      const all = await seen(wanted);
      return all.map(({ picture, things }, i) => ({
        index: wanted[i]!,
        part: partOf(wanted[i]!),
        picture: pictureUrl(picture, width, height, channels),
        marks: { boxes: things.map((thing): ShownBox => ({ ...thing, name: classes[thing.class]! })) },
        label: [...new Set(things.map((thing) => classes[thing.class]!))].join(', '),
      }));
    },
    // Of pictures that are made here alone: a person's own stay where they are.
    files: async () => {
      const made = [];
      const rows = [['file', 'label', 'x', 'y', 'width', 'height']];
      for (const [sample, { things }] of source.pictures.entries()) {
        const [file, picture] = [copyName(sample), await source.image(sample)];
        if (Buffer.isBuffer(picture)) continue;
        made.push(copyPicture(`images/${file}`, picture));
        if (things.length === 0) rows.push([file, '', '', '', '', '']);
        for (const { name, box } of things) rows.push([file, name, ...box.map(String)]);
      }
      const table = rows.map((cells) => `${cells.map(csvCell).join(',')}\n`).join('');
      return [...made, { path: 'boxes.csv', bytes: Buffer.from(table) }];
    },
    close,
  };
}
