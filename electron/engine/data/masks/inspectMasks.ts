// First look at pictures with masks: which values the masks hold and how often, sizes that fit, and pairs that do not.
import type { DataConfig, DataSource, MaskConfig } from '../../../../shared/data/config';
import { defaultSplit } from '../../../../shared/data/guess';
import { masks } from '../../../../shared/data/kinds/masks';
import { type MaskForm, guessIgnored, maskClassNames, maskValueName, maskValueOf } from '../../../../shared/data/masks';
import { defaultsOf } from '../../../../shared/params';
import type { ParamValues } from '../../../../shared/result';
import { type MaskSource, openMaskSource } from './maskSource';
import { lookAt, lookAtMaskGiven } from '../pictures/given';
import { inBlocks, outcomes } from '../pictures/inBlocks';
import { type PictureOptions, preparedAs } from '../pictures/prepared';
import { checkedOptions } from '../options';
import { type Watch, stop } from '../problem';
import { ColumnFinder } from '../sampleColumns';
import { type MaskLook, mostMaskValues } from '../workers/maskJobs';

interface MaskOptions extends PictureOptions {
  readonly names: string;
  readonly ignored: string;
  readonly variation: MaskConfig['variation'];
}

function maskOptions(values: ParamValues): MaskOptions {
  return checkedOptions(masks.params, values);
}

/** Pixels up to which every mask is looked at; beyond, every tenth. */
const pixelBudget = 1_000_000_000;

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

/** One pair of files. */
async function lookAtPair(source: MaskSource, i: number, signal: AbortSignal | undefined) {
  const [mask, picture] = await Promise.all([
    source.mask(i, (given) => lookAtMaskGiven(given, signal)),
    source.image(i).then((given) => lookAt(given, signal)),
  ]);
  if (!sameShape(picture, mask)) {
    throw new Error(
      `Its mask has ${mask.width} by ${mask.height} pixels, the picture ${picture.width} by ${picture.height}.`,
    );
  }
  return { mask, picture };
}

/** Adds up the masks' values; stops where they are of two forms, or more than classes can be. */
class MaskCounts {
  readonly all = new Map<number, number>();
  private readonly firstOf: { [F in MaskForm]?: string } = {};
  private readonly name: string;

  constructor(name: string) {
    this.name = name;
  }

  add({ form, counts }: MaskLook, path: string): void {
    const { firstOf, name, all } = this;
    firstOf[form] ??= path;
    if (firstOf.numbers !== undefined && firstOf.colours !== undefined) {
      stop(
        'data.masks.mixed',
        `Some masks of "${name}" hold numbers (that of ${firstOf.numbers}), others colours (that of ${firstOf.colours}). Save all of them alike, best as grey or palette PNG.`,
      );
    }
    for (const [value, count] of counts) all.set(value, (all.get(value) ?? 0) + count);
    if (all.size > mostMaskValues) {
      stop(
        'data.masks.values',
        `The masks of "${name}" hold more than ${mostMaskValues} different values by the one of ${path}. Masks need one exact value per class: save them as PNG, without smoothing edges and not as JPEG.`,
      );
    }
  }

  get form(): MaskForm {
    return this.firstOf.colours === undefined ? 'numbers' : 'colours';
  }
}

async function look(source: MaskSource, watch: Watch): Promise<Looked> {
  const values = new MaskCounts(source.name);
  const sizes: (readonly [number, number])[] = [];
  const unreadable = [...source.unreadable];
  const skipped: number[] = [];
  let [coloured, pixels, usable] = [false, 0, 0];
  await inBlocks(source.count, watch, `Looking at the masks of ${source.name}`, async (places) => {
    const looked = places.filter((i) => pixels <= pixelBudget || i % 10 === 0);
    usable += places.length - looked.length;
    const found = await outcomes(looked.map((i) => lookAtPair(source, i, watch.signal)));
    for (const [at, pair] of found.entries()) {
      const i = looked[at]!;
      if (pair instanceof Error) {
        skipped.push(i);
        unreadable.push({ file: source.path(i), reason: pair.message });
        continue;
      }
      const { mask, picture } = pair;
      values.add(mask, source.path(i));
      sizes.push([picture.width, picture.height]);
      pixels += mask.width * mask.height;
      coloured ||= picture.coloured;
      usable++;
    }
  });
  return { form: values.form, counts: values.all, sizes, unreadable, coloured, usable, skipped };
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
    const prepared = preparedAs({ sizes, coloured, values, options });
    const beside = new ColumnFinder();
    await opened.columns?.(beside);
    return {
      kind: 'masks',
      source,
      options: { ...defaultsOf(masks.params), ...values, framing: prepared.framing },
      masks: {
        ...prepared,
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
      ...beside.found(),
      split: defaultSplit(false),
      fingerprint: opened.fingerprint,
      ...(opened.notes.length > 0 ? { notes: opened.notes } : {}),
    };
  } finally {
    opened.close();
  }
}
