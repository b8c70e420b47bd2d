// Pooling of ONNX graphs.
import type { ParamValues } from '../../result';
import { type Flow, channelsFirst } from './flow';
import type { Read, Step } from './step';
import { type Window, isNone, isSame, lastOrder, padded, spatial, sumOf, thinned, windowOf } from './window';

const neverNegative = new Set(['relu', 'relu6', 'sigmoid', 'softmax', 'softplus', 'exponential', 'hardSigmoid']);
const passesOn =
  /^(maxPooling|averagePooling|zeroPadding|reshape|permute|flatten|dropout|slice|splitPart|cropping|concatenate|add|multiply|maximum|upSampling)/;

/** Never below 0, whatever arrives. Each layer is looked at once: a graph may have more ways through than layers. */
function isNonNegative({ builder }: Step, end: string): boolean {
  const open = [end];
  const seen = new Set(open);
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    const kind = builder.kind(at);
    const activation = builder.params(at)['activation'];
    if (typeof activation === 'string' && neverNegative.has(activation) && kind !== 'lstm' && kind !== 'gru') continue;
    if (!passesOn.test(kind)) return false;
    for (const input of builder.inputs(at))
      if (!seen.has(input)) {
        seen.add(input);
        open.push(input);
      }
  }
  return true;
}

/** Places that rounding up adds behind; the file counts none of them when averaging. */
function roomBehind({ kernel, strides, before, after, sizes }: Window, ceil: boolean): readonly number[] {
  return kernel.map((size, i) => {
    if (!ceil) return 0;
    const total = sizes[i]! + before[i]! + after[i]!;
    const steps = Math.ceil((total - size) / strides[i]!);
    const starts = steps * strides[i]! >= sizes[i]! + before[i]! ? steps - 1 : steps;
    return Math.max(starts * strides[i]! + size - total, 0);
  });
}

function pooling(kind: 'max' | 'average'): Read {
  return (step) => {
    const flow = step.flow(0);
    const rank = flow.axes.length;
    const window = windowOf(step, flow, step.node.attributes.ints('kernel_shape') ?? []);
    const { kernel, strides, before, after } = window;
    if (window.dilations.some((rate) => rate !== 1)) step.refuse('gaps (dilation) are not known here.');
    if (step.node.outputs.length > 1 && step.reading.uses(step.node.outputs[1]!) > 0)
      step.refuse('the places of the largest numbers (Indices) are not known here.');
    const layer = `${kind}Pooling${kernel.length}d`;
    if (kernel.length === 3 && kind === 'average') step.refuse('average pooling of blocks is not known here.');
    const put = (from: Flow, own: readonly number[], padding: string): Flow => {
      const params: ParamValues = { poolSize: kernel, strides: own, padding };
      return step.apply(from, lastOrder(rank), layer, params, {}, channelsFirst(rank));
    };
    const room = roomBehind(window, step.int('ceil_mode', 0) !== 0);
    const grown = { ...window, after: after.map((end, i) => end + room[i]!) };
    const counted = kind === 'average' && step.int('count_include_pad', 0) !== 0;
    if (isNone(grown)) return put(flow, strides, 'valid');
    if (!counted && isSame(grown)) return put(flow, strides, 'same');
    if (counted) {
      if (sumOf(room) > 0) step.refuse('an average that is rounded up over its border is not known here.');
      return put(padded(step, flow, before, after), strides, 'valid');
    }
    const centred = kernel.every(
      (size, i) => before[i] === Math.floor((size - 1) / 2) && after[i] === size - 1 - before[i]! && room[i] === 0,
    );
    if (kind === 'max' && isNonNegative(step, flow.at))
      return put(padded(step, flow, grown.before, grown.after), strides, 'valid');
    const ones = kernel.map(() => 1);
    if (centred) return thinned(step, put(flow, ones, 'same'), strides);
    return step.refuse(
      `it fills up [${grown.before.join(', ')}] places before and [${grown.after.join(', ')}] behind, which no pooling layer here does.`,
    );
  };
}

function globalPooling(kind: 'Max' | 'Average'): Read {
  return (step) => {
    const flow = step.flow(0);
    const rank = flow.axes.length;
    if (rank < 3 || rank > 4) step.refuse(`${rank - 2} axes are not known here; 1 and 2 are.`);
    const axes = [0, 1, ...spatial(rank).map(() => -1)];
    return step.apply(flow, lastOrder(rank), `global${kind}Pooling${rank - 2}d`, {}, {}, axes);
  };
}

export const poolingOps: { readonly [op: string]: Read } = {
  MaxPool: pooling('max'),
  AveragePool: pooling('average'),
  GlobalMaxPool: globalPooling('Max'),
  GlobalAveragePool: globalPooling('Average'),
};
