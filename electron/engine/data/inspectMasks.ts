// First look at pictures with masks: which values the masks hold and how often, sizes that fit, and pairs that do not.
import type { DataConfig, DataSource, MaskConfig } from '../../../shared/data/config';
import { defaultSplit } from '../../../shared/data/guess';
import { masks } from '../../../shared/data/kinds/masks';
import {
  type MaskForm,
  type MaskValues,
  guessIgnored,
  maskClassNames,
  maskValueName,
  maskValueOf,
} from '../../../shared/data/masks';
import { checkParams, defaultsOf } from '../../../shared/params';
import type { ParamValues } from '../../../shared/result';
import type { ImageOptions } from './imageSource';
import { hasColour } from './imageSource';
import { chooseSize } from './inspectImages';
import { type MaskSource, openMaskSource } from './maskSource';
import { type Watch, breathe, checkCancelled, stop, throttledProgress } from './problem';

interface MaskOptions extends ImageOptions {
  readonly names: string;
  readonly ignored: string;
  readonly variation: MaskConfig['variation'];
}

export function maskOptions(values: ParamValues): MaskOptions {
  const all = { ...defaultsOf(masks.params), ...values };
  const objection = checkParams(masks.params, all);
  if (objection !== null) stop('data.options', objection.message, { param: objection.param });
  return all as unknown as MaskOptions;
}

/** Class codes are bytes; one more is needed for pixels that do not count. */
const mostValues = 255;
/** Pixels up to which every mask is looked at; beyond, every tenth. */
const pixelBudget = 1_000_000_000;

/** Adds a mask's values to their counts. Runs of one value are the rule, so they are counted as runs. */
function countValues(counts: Map<number, number>, { values }: MaskValues): void {
  let start = 0;
  for (let i = 1; i <= values.length; i++) {
    if (i < values.length && values[i] === values[start]) continue;
    const value = values[start]!;
    counts.set(value, (counts.get(value) ?? 0) + i - start);
    start = i;
  }
}

/** Whether a mask lies over its picture as it is or scaled evenly. */
export function sameShape(
  picture: { readonly width: number; readonly height: number },
  mask: { readonly width: number; readonly height: number },
): boolean {
  const scale = mask.width / picture.width;
  return Math.abs(mask.height - picture.height * scale) <= Math.max(1, scale);
}

interface Looked {
  readonly form: MaskForm;
  readonly counts: ReadonlyMap<number, number>;
  readonly sizes: (readonly [number, number])[];
  readonly unreadable: { readonly file: string; readonly reason: string }[];
  readonly coloured: boolean;
  readonly usable: number;
  readonly skipped: readonly number[];
}

async function look(source: MaskSource, watch: Watch): Promise<Looked> {
  const counts = new Map<number, number>();
  const sizes: (readonly [number, number])[] = [];
  const unreadable = [...source.unreadable];
  const firstOf: { [F in MaskForm]?: string } = {};
  let coloured = false;
  let pixels = 0;
  let usable = 0;
  const skipped: number[] = [];
  const report = throttledProgress(watch, source.count, `Looking at the masks of ${source.name}`);
  for (let i = 0; i < source.count; i++) {
    checkCancelled(watch);
    report(i + 1);
    if (i % 20 === 19) await breathe();
    if (pixels > pixelBudget && i % 10 !== 0) {
      usable++;
      continue;
    }
    try {
      const mask = await source.mask(i);
      const picture = await source.image(i);
      if (!sameShape(picture, mask)) {
        throw new Error(
          `Its mask has ${mask.width} by ${mask.height} pixels, the picture ${picture.width} by ${picture.height}.`,
        );
      }
      firstOf[mask.form] ??= source.path(i);
      if (firstOf.numbers !== undefined && firstOf.colours !== undefined) {
        stop(
          'data.masks.mixed',
          `Some masks of "${source.name}" hold numbers (that of ${firstOf.numbers}), others colours (that of ${firstOf.colours}). Save all of them alike, best as grey or palette PNG.`,
        );
      }
      countValues(counts, mask);
      if (counts.size > mostValues) {
        stop(
          'data.masks.values',
          `The masks of "${source.name}" hold more than ${mostValues} different values by the one of ${source.path(i)}. Masks need one exact value per class: save them as PNG, without smoothing edges and not as JPEG.`,
        );
      }
      sizes.push([picture.width, picture.height]);
      pixels += mask.width * mask.height;
      if (!coloured) coloured = picture.channels === 3 || hasColour(picture);
      usable++;
    } catch (error) {
      if (!(error instanceof Error) || error.name === 'DataError') throw error;
      skipped.push(i);
      unreadable.push({ file: source.path(i), reason: error.message });
    }
  }
  const form = firstOf.colours === undefined ? 'numbers' : 'colours';
  return { form, counts, sizes, unreadable, coloured, usable, skipped };
}

/** What stands before the first comma that ends a name; empty where none was given. */
const listOf = (text: string) => (text.trim() === '' ? [] : text.split(',').map((name) => name.trim()));

/** Throws a DataError where there are no pictures with masks to use. */
export async function inspectMasks(source: DataSource, values: ParamValues, watch: Watch): Promise<DataConfig> {
  const options = maskOptions(values);
  const opened = await openMaskSource(source, watch);
  try {
    const { form, counts, sizes, unreadable, coloured, usable, skipped } = await look(opened, watch);
    if (usable === 0) {
      const [first] = unreadable;
      stop(
        'data.masks.none',
        `"${opened.name}" holds no picture with a mask that can be read${first === undefined ? '.' : `, for example ${first.file}: ${first.reason}`}`,
      );
    }
    const found = [...counts.keys()].sort((a, b) => a - b);
    const guessed = guessIgnored(form, found);
    const asked = options.ignored.toLowerCase();
    const ignored = asked === 'auto' ? guessed : asked === 'none' ? null : maskValueOf(form, asked);
    const counted = found.filter((value) => value !== ignored);
    const given = listOf(options.names);
    const lines = opened.names;
    // A list of names with one for every value from 0 on names values; another names those that were found, in order.
    const fromFile =
      form === 'numbers' && lines.length > Math.max(...counted) ? counted.map((value) => lines[value]!) : lines;
    const colour = options.colour === 'auto' ? coloured : options.colour === 'colour';
    return {
      kind: 'masks',
      source,
      options: { ...defaultsOf(masks.params), ...values },
      masks: {
        ...chooseSize(sizes, options),
        channels: colour ? 3 : 1,
        scaling: options.scaling,
        imageCount: usable,
        unreadable: unreadable.slice(0, 100),
        form,
        values: counted.map((value) => maskValueName(form, value)),
        classes: maskClassNames(form, counted, given.length > 0 ? given : fromFile),
        classCounts: counted.map((value) => counts.get(value)!),
        ...(ignored !== null && counts.has(ignored)
          ? { ignored: maskValueName(form, ignored), ignoredCount: counts.get(ignored)! }
          : {}),
        variation: options.variation,
        skipped,
      },
      split: defaultSplit(false),
      fingerprint: opened.fingerprint,
      ...(opened.notes.length > 0 ? { notes: opened.notes } : {}),
    };
  } finally {
    opened.close();
  }
}
