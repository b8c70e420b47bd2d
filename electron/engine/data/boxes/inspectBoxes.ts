// First look at pictures with boxes: how many of each class, which do not make sense, a size and a grid to start with.
import { type Thing, crowdedOut } from '../../../../shared/data/boxes';
import type { BoxConfig, DataConfig, DataSource } from '../../../../shared/data/config';
import { defaultSplit } from '../../../../shared/data/guess';
import { type Framing, type Sides, frameBox } from '../../../../shared/data/framing';
import { boxes, gridOf } from '../../../../shared/data/kinds/boxes';
import { defaultsOf } from '../../../../shared/params';
import type { ParamValues } from '../../../../shared/result';
import { type MarkedPicture, withinPicture } from './boxFiles';
import { openBoxSource } from './boxSource';
import { lookAt } from '../pictures/given';
import { inBlocks, outcomes } from '../pictures/inBlocks';
import { type PictureOptions, preparedAs } from '../pictures/prepared';
import { countLabels } from '../opened';
import { checkedOptions } from '../options';
import { type Watch, stop } from '../problem';
import { ColumnFinder } from '../sampleColumns';
import type { PictureLook } from '../workers/lookJob';

interface BoxOptions extends PictureOptions {
  readonly cell: string;
  readonly variation: BoxConfig['variation'];
}

function boxOptions(values: ParamValues): BoxOptions {
  return checkedOptions(boxes.params, values);
}

/** A picture that can be read, with its boxes as shares of it. */
interface SeenPicture extends Sides {
  readonly file: string;
  readonly things: readonly (Thing & { readonly called: string })[];
}

/** What was found while the pictures were looked at, and what is wrong with some of them. */
class Findings {
  readonly seen: SeenPicture[] = [];
  readonly skipped: number[] = [];
  readonly unreadable: { readonly file: string; readonly reason: string }[];
  coloured = false;
  leftOut: number;

  constructor(
    private readonly classes: readonly string[],
    unreadable: readonly { readonly file: string; readonly reason: string }[],
  ) {
    this.unreadable = [...unreadable];
    this.leftOut = unreadable.filter(({ reason }) => /annotation|row/i.test(reason)).length;
  }

  leaveOut(file: string, called: string, reason: string): void {
    this.leftOut++;
    this.unreadable.push({ file, reason: `${called}: ${reason}` });
  }

  take(place: number, { file, things: marked }: MarkedPicture, picture: PictureLook | Error): void {
    if (picture instanceof Error) {
      this.skipped.push(place);
      this.unreadable.push({ file, reason: picture.message });
      return;
    }
    const things: (Thing & { readonly called: string })[] = [];
    for (const { box, name, called } of marked) {
      const within = withinPicture(box, picture);
      if (typeof within === 'string') this.leaveOut(file, called, within);
      else things.push({ box: within, class: this.classes.indexOf(name), called });
    }
    const { width, height } = picture;
    this.seen.push({ file, width, height, things });
    this.coloured ||= picture.coloured;
  }

  /** Each picture's things as the network sees them; those that the crop takes are left out. */
  framed(to: Sides, framing: Framing): readonly (readonly Thing[])[] {
    return this.seen.map((picture) =>
      picture.things.flatMap(({ called, ...thing }): readonly Thing[] => {
        const box = frameBox(thing.box, picture, to, framing);
        if (box !== null) return [{ ...thing, box }];
        this.leaveOut(picture.file, called, 'cropping leaves less than a quarter of its box.');
        return [];
      }),
    );
  }
}

/** Throws a DataError where there are no pictures with boxes to use. */
export async function inspectBoxes(source: DataSource, values: ParamValues, watch: Watch): Promise<DataConfig> {
  const options = boxOptions(values);
  const opened = await openBoxSource(source, watch);
  try {
    const { pictures, classes, name } = opened;
    const found = new Findings(classes, opened.unreadable);
    await inBlocks(pictures.length, watch, `Looking at the pictures of ${name}`, async (places) => {
      const lookedAt = async (i: number) => lookAt(await opened.image(i), watch.signal);
      const looks = await outcomes(places.map(lookedAt));
      places.forEach((place, at) => found.take(place, pictures[place]!, looks[at]!));
    });
    const { seen, skipped, unreadable, coloured } = found;
    if (seen.length === 0) {
      const [first] = unreadable;
      stop(
        'data.boxes.none',
        `"${name}" holds no picture that can be read${first === undefined ? '.' : `, for example ${first.file}: ${first.reason}`}`,
      );
    }
    const cell = Number(options.cell);
    const sizes = seen.map(({ width, height }) => [width, height] as const);
    const prepared = preparedAs({ sizes, coloured, values, options, cell });
    const things = found.framed(prepared, prepared.framing);
    const config: BoxConfig = {
      ...prepared,
      imageCount: seen.length,
      unreadable: unreadable.slice(0, 100),
      classes,
      classCounts: countLabels(
        classes.length,
        things.flat().map((thing) => thing.class),
      ),
      cell,
      crowded: 0,
      leftOut: found.leftOut,
      variation: options.variation,
      skipped,
    };
    const grid = gridOf(config);
    const crowded = things.reduce((sum, own) => sum + crowdedOut(own, grid), 0);
    const beside = new ColumnFinder();
    await opened.columns?.(beside);
    return {
      kind: 'boxes',
      source,
      options: { ...defaultsOf(boxes.params), ...values, framing: prepared.framing },
      boxes: { ...config, crowded },
      ...beside.found(),
      split: defaultSplit(false),
      fingerprint: opened.fingerprint,
    };
  } finally {
    opened.close();
  }
}
