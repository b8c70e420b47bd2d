// Which framing suits pictures of these sizes, and why: what a person is shown when a new set is opened.
import type { Framing, Sides } from './framing';

/** Stretching by up to a quarter is hardly seen. */
const slight = 1.25;
/** Pictures of another shape that are borne before something else than stretching is suggested. */
const fewOdd = 0.05;
/** A crop that takes more than this from a picture may take the thing itself. */
const mostCut = 0.5;

export interface FramingSuggestion {
  readonly framing: Framing;
  /** Why, in a plain sentence. */
  readonly reason: string;
}

/** What suits pictures of these sizes. `marked`: boxes lie on them, and none should be cut off. */
export function suggestFraming(sizes: readonly Sides[], to: Sides, marked: boolean): FramingSuggestion {
  const stretches = sizes.map(({ width, height }) => {
    const ratio = (width * to.height) / (height * to.width);
    return Math.max(ratio, 1 / ratio);
  });
  const odd = stretches.filter((by) => by > slight);
  if (odd.length <= fewOdd * sizes.length) {
    const reason =
      odd.length === 0
        ? `All pictures are about as wide for their height as ${to.width} by ${to.height} pixels, so stretching hardly changes proportions.`
        : `${Math.round((100 * odd.length) / sizes.length)} % of the pictures have another shape than ${to.width} by ${to.height} pixels: too few to cut something off all others or to add a border.`;
    return { framing: 'stretch', reason };
  }
  const most = Math.max(...odd).toFixed(1);
  const found = `${Math.round((100 * odd.length) / sizes.length)} % of the pictures have another shape than ${to.width} by ${to.height} pixels, and stretching would distort them by up to ${most} times.`;
  const cutOff = stretches.filter((by) => 1 - 1 / by > mostCut).length;
  if (marked) return { framing: 'padBlack', reason: `${found} A border keeps proportions and cuts off no box.` };
  if (cutOff > fewOdd * sizes.length)
    return { framing: 'padBlack', reason: `${found} Cropping would take more than half of many; a border keeps all.` };
  return { framing: 'crop', reason: `${found} Cropping to the middle keeps proportions.` };
}
