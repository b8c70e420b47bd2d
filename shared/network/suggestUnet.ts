// U-Net (Ronneberger, Fischer and Brox, 2015) at a size that trains in a minute: down to where a whole thing is seen at
// once, and up again beside what was seen on the way down. For an answer at every pixel.
import type { DataSpec } from '../data/spec';
import type { ParamValues } from '../result';
import type { Network } from './document';
import { addNode, columnStep, connect } from './edits';
import { endFor } from '../choices/defaults';

const rowStep = 170;
const mostLevels = 3;

/** How often both sides can be halved without a rest. */
function halvings(height: number, width: number): number {
  let levels = 0;
  while (levels < mostLevels && (height >> levels) % 2 === 0 && (width >> levels) % 2 === 0) levels++;
  return Math.min(height >> levels, width >> levels) >= 4 ? levels : Math.max(0, levels - 1);
}

/** Columns of the U: its left side, its bottom, its right side. */
const columns = { down: 0, bottom: 2, up: 5 };

/** Drawn as a U, one row for each size of the picture, so that what is seen on the way down leads straight across. `channels` are those at full size; each level below doubles them. */
export function unet(data: DataSpec, channels = 8): Network {
  const [source, input] = Object.entries(data.inputs)[0]!;
  const target = Object.values(data.targets)[0]!;
  const [height = 1, width = 1] = input.tensor.shape;
  let network: Network = { nodes: [], edges: [] };
  let column = columns.down;
  const add = (kind: string, row: number, from: readonly string[], params?: ParamValues): string => {
    const added = addNode(network, kind, { x: column++ * columnStep, y: row * rowStep }, params);
    network = added.network;
    const port = kind === 'concatenate' ? 'inputs' : 'input';
    for (const one of from) network = connect(network, one, added.id, port);
    return added.id;
  };
  const look = (row: number, from: string) => {
    const params = { kernelSize: [3, 3], padding: 'same', activation: 'relu', kernelInitializer: 'heNormal' };
    const filters = channels * 2 ** row;
    const first = add('conv2d', row, [from], { ...params, filters });
    const even = add('batchNormalization', row, [first], { momentum: 0.9 });
    return add('conv2d', row, [even], { ...params, filters });
  };
  const levels = halvings(height ?? 1, width ?? 1);
  const seen: string[] = [];
  let last = add('input', 0, [], { source });
  for (let row = 0; row < levels; row++) {
    column = columns.down + 1;
    last = look(row, last);
    seen.push(last);
    last = add('maxPooling2d', row, [last]);
  }
  if (levels > 0) column = columns.bottom;
  last = look(levels, last);
  for (let row = levels - 1; row >= 0; row--) {
    column = columns.up;
    const larger = add('upSampling2d', row, [last]);
    last = look(row, add('concatenate', row, [seen[row]!, larger]));
  }
  const { units, activation } = endFor(target);
  last = add('conv2d', 0, [last], { filters: units, kernelSize: [1, 1], padding: 'same', activation });
  add('output', 0, [last]);
  return network;
}
