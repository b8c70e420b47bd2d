// Output: marks what the network predicts and how its mistakes are measured. A mark, not a computation.
import { losses } from '../choices/losses';
import { answerShapes, endFor } from '../choices/defaults';
import type { TargetSpec } from '../data/spec';
import { choice, float, text } from '../params';
import { fail, ok } from '../result';
import type { Fix, Result } from '../result';
import { listShape, spec } from '../shape';
import type { Shape, TensorSpec } from '../shape';
import { defineLayer } from './layer';
import { expectNumbers, expectRank } from './parts/expect';

/** The fewest layers that turn what arrives into an answer to this target. */
function insertEnd(target: TargetSpec): Fix {
  const { units, activation } = endFor(target);
  if (answerShapes(target)[0]!.length === 3) {
    return {
      type: 'insertBefore',
      title: `Insert a 1×1 Conv2D with ${units} ${units === 1 ? 'filter' : 'filters'}`,
      kind: 'conv2d',
      params: { filters: units, kernelSize: [1, 1], padding: 'same', activation },
    };
  }
  return {
    type: 'insertBefore',
    title: `Insert a Dense layer with ${units} ${units === 1 ? 'unit' : 'units'}`,
    kind: 'dense',
    params: { units, activation },
  };
}

function wants(name: string, target: TargetSpec): string {
  const wanted = answerShapes(target)[0]!;
  const numbers = wanted.at(-1) ?? 1;
  if (target.ahead !== undefined)
    return `The target "${name}" is a forecast of ${numbers} rows, so the layer before Output must give ${numbers} numbers, one for each row.`;
  if (target.shape !== undefined && target.task !== 'labels') {
    const each =
      target.task === 'classification'
        ? `a choice between ${numbers} classes at each of ${listShape(target.shape)} positions`
        : `${listShape(target.shape)} numbers`;
    return `The target "${name}" is ${each}, so the layer before Output must give ${listShape(wanted)}.`;
  }
  switch (target.task) {
    case 'classification':
      return `The target "${name}" has ${numbers} classes, so the layer before Output must give ${numbers} numbers, one probability for each class.`;
    case 'binary':
      return `The target "${name}" is a yes-or-no question, so the layer before Output must give 1 number, the probability of "yes".`;
    case 'labels':
      return `The target "${name}" has ${numbers} labels, so the layer before Output must give ${numbers} numbers, one probability for each label.`;
    case 'detection':
      return `The target "${name}" is a grid of boxes, so the layer before Output must give ${numbers} numbers for each cell.`;
    case 'regression':
      return `The target "${name}" is a quantity, so the layer before Output must give 1 number.`;
  }
}

function checkTarget(shape: Shape, name: string, target: TargetSpec): Result<TensorSpec> {
  const fitting = answerShapes(target);
  const [wanted] = fitting;
  if (shape.length !== wanted!.length) {
    const row = wanted!.length === 1 ? expectRank('Output', spec(shape), 1) : null;
    const pool = row === null || row.ok ? [] : (row.problem.fixes ?? []).filter((fix) => fix.type === 'insertBefore');
    return fail(
      'output.rank',
      `${wants(name, target)} It receives ${listShape(shape)}.${wanted!.length === 1 ? ' Put a Flatten or a pooling layer before it.' : ''}`,
      { fixes: pool.length > 0 ? pool : [insertEnd(target)] },
    );
  }
  const fits = (one: readonly number[]) => one.every((size, axis) => shape[axis] === null || shape[axis] === size);
  if (!fitting.some(fits) || shape.at(-1) === null) {
    const received = wanted!.length === 1 ? (shape[0] ?? 'an unknown number of') : listShape(shape);
    return fail('output.units', `${wants(name, target)} It receives ${received}.`, { fixes: [insertEnd(target)] });
  }
  return ok(spec(shape));
}

export const output = defineLayer({
  kind: 'output',
  title: 'Output',
  role: 'output',
  family: 'io',
  icon: 'LogOut',
  summary: 'Marks what the network predicts, and how its mistakes are measured.',
  help: 'Every network ends here. The layer has no weights: it compares what arrives with the target in the data and tells training how wrong it was. Connect a Dense layer with as many units as there are classes and softmax, or one unit for a quantity.',
  formula: 'y = x, and training makes loss(target, y) small',
  synonyms: ['target', 'loss', 'prediction', 'end', 'result', 'label'],
  inputs: [{ name: 'input', title: 'Prediction' }],
  params: {
    target: text({
      title: 'Which target',
      help: 'The name of the target in the data, for data with more than one. Leave it empty to take the first.',
      default: '',
      maxLength: 200,
    }),
    loss: choice({
      title: 'Loss',
      help: 'How mistakes are measured; training makes this number small. Automatic picks what suits the target.',
      default: 'auto',
      options: [
        { value: 'auto', title: 'Automatic', help: 'The usual loss for this target and the last activation.' },
        ...losses.map(({ id, title, summary }) => ({ value: id, title, help: summary })),
      ],
    }),
    lossWeight: float({
      title: 'Loss weight',
      help: 'How much this output counts against the others, in networks with several outputs.',
      default: 1,
      min: 0,
      max: 1000,
      step: 0.1,
      advanced: true,
    }),
  },
  words: ({ target, loss }) =>
    [target, loss === 'auto' ? '' : (losses.find(({ id }) => id === loss)?.title ?? loss)].filter(Boolean).join(' · '),
  inferShape([input], params, { data }) {
    const shape = expectNumbers('Output', input);
    if (!shape.ok) return shape;
    if (data === null) return ok(spec(shape.value));
    const names = Object.keys(data.targets);
    const name = params.target === '' ? names[0] : params.target;
    const target = name === undefined || !names.includes(name) ? undefined : data.targets[name];
    if (name === undefined || target === undefined) {
      return fail(
        'output.target',
        names.length === 0
          ? 'The data has no target, so there is nothing to learn. Choose a target column in the Data step.'
          : `Output looks for the target "${params.target}" in the data, which has ${names.map((one) => `"${one}"`).join(', ')}. Choose one of them.`,
        {
          param: 'target',
          fixes:
            names.length === 0
              ? [{ type: 'goTo', title: 'Choose a target', step: 'data' }]
              : names
                  .slice(0, 3)
                  .map((one) => ({ type: 'setParams', title: `Predict "${one}"`, params: { target: one } }) as const),
        },
      );
    }
    return checkTarget(shape.value, name, target);
  },
  weights: () => [],
  build: () => null,
  keras: () => null,
  examples: [
    { title: 'Ten classes', inputs: [spec([10])], output: spec([10]), weightCount: 0 },
    { title: 'A quantity', inputs: [spec([1])], params: { loss: 'huber' }, output: spec([1]), weightCount: 0 },
  ],
});
