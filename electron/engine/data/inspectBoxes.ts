// First look at pictures with boxes: how many of each class, which do not make sense, a size and a grid to start with.
import { type Thing, crowdedOut } from '../../../shared/data/boxes';
import type { BoxConfig, DataConfig, DataSource } from '../../../shared/data/config';
import { defaultSplit } from '../../../shared/data/guess';
import { boxes, gridOf } from '../../../shared/data/kinds/boxes';
import { defaultsOf } from '../../../shared/params';
import type { ParamValues } from '../../../shared/result';
import { withinPicture } from './boxFiles';
import { openBoxSource } from './boxSource';
import type { ImageOptions } from './imageSource';
import { chooseSize } from './inspectImages';
import { lookAt } from './pictures/given';
import { inBlocks, outcomes } from './pictures/inBlocks';
import { checkedOptions } from './options';
import { type Watch, stop } from './problem';
import type { PictureLook } from './workers/lookJob';

interface BoxOptions extends ImageOptions {
  readonly cell: string;
  readonly variation: BoxConfig['variation'];
}

function boxOptions(values: ParamValues): BoxOptions {
  return checkedOptions(boxes.params, values);
}

/** Throws a DataError where there are no pictures with boxes to use. */
export async function inspectBoxes(source: DataSource, values: ParamValues, watch: Watch): Promise<DataConfig> {
  const options = boxOptions(values);
  const opened = await openBoxSource(source, watch);
  try {
    const { pictures, classes, name } = opened;
    const unreadable = [...opened.unreadable];
    const skipped: number[] = [];
    const sizes: (readonly [number, number])[] = [];
    const things: Thing[][] = [];
    const classCounts = classes.map(() => 0);
    let coloured = false;
    let leftOut = opened.unreadable.filter(({ reason }) => /annotation|row/i.test(reason)).length;
    const take = (i: number, picture: PictureLook | Error) => {
      const { file, things: marked } = pictures[i]!;
      if (picture instanceof Error) {
        skipped.push(i);
        unreadable.push({ file, reason: picture.message });
      } else {
        sizes.push([picture.width, picture.height]);
        coloured ||= picture.coloured;
        const own: Thing[] = [];
        for (const { box, name: label, called } of marked) {
          const within = withinPicture(box, picture);
          if (typeof within === 'string') {
            leftOut++;
            unreadable.push({ file, reason: `${called}: ${within}` });
            continue;
          }
          const index = classes.indexOf(label);
          classCounts[index]!++;
          own.push({ box: within, class: index });
        }
        things.push(own);
      }
    };
    await inBlocks(pictures.length, watch, `Looking at the pictures of ${name}`, async (places) => {
      const lookedAt = async (i: number) => lookAt(await opened.image(i), watch.signal);
      (await outcomes(places.map(lookedAt))).forEach((look, at) => take(places[at]!, look));
    });
    if (sizes.length === 0) {
      const [first] = unreadable;
      stop(
        'data.boxes.none',
        `"${name}" holds no picture that can be read${first === undefined ? '.' : `, for example ${first.file}: ${first.reason}`}`,
      );
    }
    const cell = Number(options.cell);
    const size = chooseSize(sizes, options);
    // Sides that the person left open are made to divide evenly into cells.
    const even = (side: number, asked: number) => (asked > 0 ? side : Math.max(1, Math.round(side / cell)) * cell);
    const colour = options.colour === 'auto' ? coloured : options.colour === 'colour';
    const config: BoxConfig = {
      width: even(size.width, options.width),
      height: even(size.height, options.height),
      channels: colour ? 3 : 1,
      scaling: options.scaling,
      imageCount: sizes.length,
      unreadable: unreadable.slice(0, 100),
      classes,
      classCounts,
      cell,
      crowded: 0,
      leftOut,
      variation: options.variation,
      skipped,
    };
    const grid = gridOf(config);
    const crowded = things.reduce((sum, own) => sum + crowdedOut(own, grid), 0);
    return {
      kind: 'boxes',
      source,
      options: { ...defaultsOf(boxes.params), ...values },
      boxes: { ...config, crowded },
      split: defaultSplit(false),
      fingerprint: opened.fingerprint,
    };
  } finally {
    opened.close();
  }
}
