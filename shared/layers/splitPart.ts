// SplitPart: one of several equal parts.
import { int } from '../params';
import { fail } from '../result';
import { listShape, spec } from '../shape';
import { defineLayer } from './layer';
import type { LayerDefinition } from './layer';
import { axisIn, axisParam, pythonIndex } from './parts/cutting';
import { expectNumbers, give, unknownSize } from './parts/expect';
import { kerasLambda } from './parts/keras';
import { part as operation } from './parts/operations/cutting';
import { ownLayer } from './parts/ownLayer';

export const splitPart: LayerDefinition = defineLayer({
  kind: 'splitPart',
  title: 'SplitPart',
  role: 'hidden',
  family: 'shape',
  icon: 'Split',
  summary: 'Splits in equal parts and gives one of them.',
  help: 'Put one of these side by side for each part, for instance to let two halves of the channels take different ways (grouped convolution, gated units) and join them with Concatenate or Multiply.',
  formula: 'y = x[…, (part - 1) · n / parts : part · n / parts, …]',
  synonyms: ['split', 'halve', 'chunk', 'group', 'divide', 'gated linear unit', 'grouped convolution'],
  inputs: [{ name: 'input', title: 'Input' }],
  params: {
    parts: int({ title: 'Parts', help: 'In how many equal parts it is split.', default: 2, min: 2, max: 4096 }),
    part: int({ title: 'Which part', help: 'The part that is given, from 1.', default: 1, min: 1, max: 4096 }),
    axis: axisParam('The axis along which it is split.'),
  },
  words: ({ parts, part }) => `${part} of ${parts}`,
  inferShape([input], { parts, part, axis }) {
    const shape = expectNumbers('SplitPart', input);
    if (!shape.ok) return shape;
    const at = axisIn('SplitPart', axis, shape.value);
    if (!at.ok) return at;
    if (part > parts) {
      return fail(
        'split.part',
        `SplitPart splits in ${parts} parts and shall give part ${part}. Choose one from 1 to ${parts}.`,
        {
          param: 'part',
          fixes: [{ type: 'setParams', title: `Give part ${parts}`, params: { part: parts } }],
        },
      );
    }
    const whole = shape.value[at.value]!;
    if (whole === null) return unknownSize('SplitPart', shape.value, 'how long the axis is');
    if (whole % parts !== 0) {
      return fail(
        'split.uneven',
        `SplitPart makes ${parts} equal parts, but the axis has ${whole}. It received ${listShape(shape.value)}. Choose a number of parts that divides ${whole}.`,
        { param: 'parts' },
      );
    }
    return give(
      'SplitPart',
      shape.value.map((size, place) => (place === at.value ? whole / parts : size)),
    );
  },
  weights: () => [],
  custom: true,
  build(tf, params, name, context, inputs) {
    const { shape } = inputs[0]!;
    const axis = params.axis === '-1' ? shape.length : Number(params.axis);
    const output = splitPart.inferShape(inputs, params, context);
    const { parts, part } = params;
    return ownLayer(tf, operation, name, { axis, parts, part }, output.ok ? output.value.shape : shape);
  },
  keras({ parts, part, axis }, _context, [input]) {
    const shape = input?.shape ?? [];
    const place = axis === '-1' ? shape.length - 1 : Number(axis) - 1;
    const length = (shape[place] ?? parts) / parts;
    return kerasLambda(pythonIndex(place, `${(part - 1) * length}:${part * length}`));
  },
  examples: [
    { inputs: [spec([6])], output: spec([3]), weightCount: 0 },
    {
      title: 'Third of three',
      inputs: [spec([2, 3, 6])],
      params: { parts: 3, part: 3 },
      output: spec([2, 3, 2]),
      weightCount: 0,
    },
    {
      title: 'Second half of the steps',
      inputs: [spec([4, 3])],
      params: { part: 2, axis: '1' },
      output: spec([2, 3]),
      weightCount: 0,
    },
  ],
});
