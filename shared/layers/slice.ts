// Slice: a piece of a tensor along one axis.
import { flag, int, optionalInt } from '../params';
import { fail } from '../result';
import { listShape, spec } from '../shape';
import type { Dimension, Shape } from '../shape';
import { defineLayer } from './layer';
import type { LayerDefinition } from './layer';
import { axisIn, axisParam, pythonIndex } from './parts/cutting';
import { expectNumbers, give, unknownSize } from './parts/expect';
import { kerasLambda } from './parts/keras';
import { slice as operation } from './parts/operations/cutting';
import { ownLayer } from './parts/ownLayer';
import { line } from './parts/words';

interface Cut {
  readonly axis: string;
  readonly start: number;
  readonly length: number | null;
  readonly drop: boolean;
}

/** How long the piece is; null where that differs from sample to sample. Called with a start that exists. */
function lengthOf(whole: Dimension, { start, length }: Cut): Dimension {
  if (length !== null) return length;
  if (start < 0) return -start;
  return whole === null ? null : whole - start;
}

function place({ axis }: Cut, shape: Shape): number {
  return axis === '-1' ? shape.length - 1 : Number(axis) - 1;
}

export const slice: LayerDefinition = defineLayer({
  kind: 'slice',
  title: 'Slice',
  role: 'hidden',
  family: 'shape',
  icon: 'Scissors',
  summary: 'Takes a piece out along one axis: some steps, rows or channels.',
  help: 'Counts from 0; a negative start counts from the end, so -1 is the last. Use it to take the first step of a sequence, as BERT does to classify a text, the newest value of a series, or some of the channels.',
  formula: 'y = x[…, start : start + length, …]',
  synonyms: ['cut', 'crop', 'take', 'pick', 'index', 'select', 'first step', 'last step', 'cls token'],
  inputs: [{ name: 'input', title: 'Input' }],
  params: {
    axis: axisParam('The axis along which the piece is taken.'),
    start: int({
      title: 'Start',
      help: 'The first place that is taken, from 0. Negative numbers count from the end: -1 is the last place.',
      default: 0,
      min: -1_000_000,
      max: 1_000_000,
    }),
    length: optionalInt({
      title: 'Length',
      help: 'How many places are taken.',
      default: null,
      min: 1,
      max: 1_000_000,
      emptyTitle: 'To the end',
    }),
    drop: flag({
      title: 'Drop the axis',
      help: 'Removes the axis when a single place is taken: a step of a sequence then is a row.',
      default: false,
    }),
  },
  words: ({ axis, start, length, drop }) =>
    line(
      length === null ? `from ${start}` : length === 1 ? `place ${start}` : `${length} from ${start}`,
      axis !== '-1' && `axis ${axis}`,
      drop && 'no axis',
    ),
  inferShape([input], params) {
    const shape = expectNumbers('Slice', input);
    if (!shape.ok) return shape;
    const at = axisIn('Slice', params.axis, shape.value);
    if (!at.ok) return at;
    const whole = shape.value[at.value]!;
    const { start, length, drop } = params;
    // Every sequence has a first and a last step, however long it is.
    const always = length === 1 && (start === 0 || start === -1);
    if (whole === null && !always) return unknownSize('Slice', shape.value, 'how long the axis is');
    const first = start < 0 ? (whole ?? 1) + start : start;
    const taken = lengthOf(whole, params);
    if (first < 0 || first >= (whole ?? 1) || first + (taken ?? 0) > (whole ?? 1)) {
      return fail(
        'slice.range',
        `Slice takes ${length === null ? 'everything' : length} from place ${start}, but the axis has ${whole ?? 1}, places 0 to ${(whole ?? 1) - 1}. It received ${listShape(shape.value)}. Change start and length.`,
        {
          param: 'start',
          fixes: [{ type: 'setParams', title: 'Take all of it', params: { start: 0, length: null, drop: false } }],
        },
      );
    }
    if (drop && taken !== 1) {
      return fail(
        'slice.drop',
        `Slice can drop an axis only when it takes one place. It takes ${taken ?? 'several'}. Set the length to 1, or keep the axis.`,
        { param: 'drop', fixes: [{ type: 'setParams', title: 'Keep the axis', params: { drop: false } }] },
      );
    }
    const rest = shape.value.filter((_, axis) => axis !== at.value);
    const kept = shape.value.map((size, axis) => (axis === at.value ? taken : size));
    return give('Slice', drop && rest.length > 0 ? rest : kept);
  },
  weights: () => [],
  custom: true,
  build(tf, params, name, context, inputs) {
    const { shape } = inputs[0]!;
    const output = slice.inferShape(inputs, params, context);
    const settings = {
      axis: place(params, shape) + 1,
      start: params.start,
      length: params.length ?? 0,
      drop: params.drop && shape.length > 1,
    };
    return ownLayer(tf, operation, name, settings, output.ok ? output.value.shape : shape);
  },
  keras(params, _context, [input]) {
    const shape = input?.shape ?? [];
    const { start, length, drop } = params;
    const at = place(params, shape);
    if (drop && shape.length > 1) return kerasLambda(pythonIndex(at, String(start)));
    const end = length === null || start + length === 0 ? '' : String(start + length);
    return kerasLambda(pythonIndex(at, `${start}:${end}`));
  },
  examples: [
    { inputs: [spec([6])], params: { start: 2, length: 3 }, output: spec([3]), weightCount: 0 },
    {
      title: 'First step as a row',
      inputs: [spec([null, 4])],
      params: { axis: '1', length: 1, drop: true },
      output: spec([4]),
      weightCount: 0,
    },
    {
      title: 'Last two steps',
      inputs: [spec([5, 3])],
      params: { axis: '1', start: -2 },
      output: spec([2, 3]),
      weightCount: 0,
    },
    {
      title: 'A column of a picture',
      inputs: [spec([3, 4, 2])],
      params: { axis: '2', start: -3, length: 1 },
      output: spec([3, 1, 2]),
      weightCount: 0,
    },
  ],
});
