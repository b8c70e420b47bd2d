// Rules about the network's end: does what it gives fit the target, the loss and the metrics?
import { lastActivation, lossFor } from '../../choices/defaults';
import { findLoss } from '../../choices/losses';
import { findMetric } from '../../choices/metrics';
import { sortedClasses } from '../../data/sortedClasses';
import type { Problem } from '../../result';
import type { LayerNode } from '../document';
import { feederOf, targetOf } from '../remedies';
import { layerRule, setTraining, wholeRule } from './rule';
import type { LintInput, LintRule } from './rule';
import { activationOf, roleOf } from './walk';

const activation: LintRule = {
  id: 'output.activation',
  reason: 'The last activation decides what the numbers mean: probabilities for classes, any number for a regression.',
  check: (input) =>
    input.document.network.nodes.flatMap((node): Problem[] => {
      if (input.layer(node.kind)?.role !== 'output') return [];
      const last = feederOf(input.wiring, node.id);
      const spec = input.specs.get(node.id);
      const target = targetOf(input.data, node);
      const has = activationOf(last);
      if (!last || !spec || !target || has === undefined) return [];
      const size = spec.shape[spec.shape.length - 1] ?? 1;
      const wanted = lastActivation(target.task, size);
      const loss = node.params['loss'];
      const effective = loss === 'auto' || typeof loss !== 'string' ? lossFor(target, spec.shape, has) : loss;
      const expects = findLoss(effective)?.expects;
      if (has === wanted || (expects !== undefined && expects === has)) return [];
      // Many numbers of one kind, such as pixels, often have limits that sigmoid or tanh keep.
      const limited = target.task === 'regression' && target.shape !== undefined && target.ahead === undefined;
      if (limited && has !== 'softmax') return [];
      const fix = {
        type: 'setParams',
        title: `Use ${wanted} in ${last.name}`,
        node: last.id,
        params: { activation: wanted },
      } as const;
      if (target.task === 'detection') {
        return [
          {
            code: 'output.activation',
            severity: 'error',
            node: last.id,
            message: `"${last.name}" ends with ${has}, but boxes are read from plain numbers: linear.`,
            fixes: [fix],
          },
        ];
      }
      if (target.task === 'regression') {
        return [
          {
            code: 'output.activation',
            severity: 'warning',
            node: last.id,
            message: `"${last.name}" ends with ${has}, which cannot give every number. A regression usually ends with linear.`,
            fixes: [fix],
          },
        ];
      }
      const meaning = wanted === 'softmax' ? 'probabilities that add up to 1' : 'a probability between 0 and 1';
      const answers = { binary: 'a yes-or-no answer', labels: 'each of several labels', classification: '' }[
        target.task
      ];
      return [
        {
          code: 'output.activation',
          severity: 'error',
          node: last.id,
          message: `"${last.name}" ends with ${has}, but ${answers || 'a choice between classes'} needs ${meaning}: ${wanted}.`,
          fixes: [fix],
        },
      ];
    }),
};

const loss: LintRule = {
  id: 'output.loss',
  reason: 'A loss that does not fit the task measures the wrong thing.',
  check: (input) =>
    input.document.network.nodes.flatMap((node): Problem[] => {
      const chosen = node.params['loss'];
      if (input.layer(node.kind)?.role !== 'output' || typeof chosen !== 'string' || chosen === 'auto' || !input.data)
        return [];
      const target = targetOf(input.data, node);
      const definition = findLoss(chosen);
      if (!target || !definition || definition.tasks.includes(target.task)) return [];
      return [
        {
          code: 'output.loss',
          severity: 'error',
          node: node.id,
          param: 'loss',
          message: `${definition.title} does not fit a ${target.task} target ("${target.title}").`,
          fixes: [{ type: 'setParams', title: 'Choose the loss for me', params: { loss: 'auto' } }],
        },
      ];
    }),
};

/** The loss that an Output uses, 'auto' decided; undefined as long as that cannot be said. */
function effectiveLoss(input: LintInput, node: LayerNode) {
  const target = targetOf(input.data, node);
  const spec = input.specs.get(node.id);
  if (roleOf(input, node) !== 'output' || !target || !spec) return undefined;
  const chosen = node.params['loss'];
  const last = activationOf(feederOf(input.wiring, node.id)) ?? 'linear';
  const id = typeof chosen !== 'string' || chosen === 'auto' ? lossFor(target, spec.shape, last) : chosen;
  return findLoss(id);
}

const expects = layerRule(
  'output.expects',
  'A loss is made for answers of a certain range: outside of it, its slopes lead astray or end in NaN.',
  (node, input) => {
    const loss = effectiveLoss(input, node);
    const target = targetOf(input.data, node);
    const last = feederOf(input.wiring, node.id);
    const has = activationOf(last);
    const size = input.specs.get(node.id)?.shape.at(-1) ?? 1;
    if (!loss?.expects || !last || !target || !loss.tasks.includes(target.task)) return null;
    // What does not even fit the task is told by output.activation.
    if (has === undefined || has === loss.expects || has !== lastActivation(target.task, size)) return null;
    return {
      severity: 'warning',
      node: last.id,
      param: 'activation',
      message: `${loss.title} is made for a last layer that ends with ${loss.expects}, and "${last.name}" ends with ${has}.`,
      fixes: [
        {
          type: 'setParams',
          title: `Use ${loss.expects} in ${last.name}`,
          node: last.id,
          params: { activation: loss.expects },
        },
        { type: 'setParams', title: 'Choose the loss for me', node: node.id, params: { loss: 'auto' } },
      ],
    };
  },
);

const shape = layerRule(
  'output.lossShape',
  'A loss over classes compares rows of probabilities; a single number is no row.',
  (node, input) => {
    const loss = effectiveLoss(input, node);
    const size = input.specs.get(node.id)?.shape[0];
    const target = targetOf(input.data, node);
    if (!loss || !target || target.task !== 'binary' || !loss.tasks.includes('binary')) return null;
    const wantsRow = loss.target === 'onehot';
    if (size === undefined || size === null || wantsRow === size > 1) return null;
    return {
      severity: 'error',
      param: 'loss',
      message: wantsRow
        ? `${loss.title} compares one probability for each of the two classes, but the network gives one number.`
        : `${loss.title} compares one number, but the network gives ${size}.`,
      fixes: [{ type: 'setParams', title: 'Choose the loss for me', params: { loss: 'auto' } }],
    };
  },
);

/** Losses that read targets as they are: they are above 0, or ratios. */
const wantsPositive = new Set(['poisson', 'meanSquaredLogarithmicError', 'meanAbsolutePercentageError']);

const scaledTarget = layerRule(
  'output.scaledTarget',
  'Quantities are scaled before training, usually so that half of them are below 0, where some losses make no sense.',
  (node, input) => {
    const loss = effectiveLoss(input, node);
    const target = targetOf(input.data, node);
    if (loss === undefined || !wantsPositive.has(loss.id) || target?.task !== 'regression') return null;
    const column = input.document.data?.table?.columns.find(({ name }) => name === target.title);
    const positive = (column?.facts.min ?? -1) >= 0;
    if (positive && column?.encoding === 'none') return null;
    const leaveAsIs = {
      type: 'setColumn',
      title: `Leave ${column?.name ?? ''} as it is`,
      column: column?.name ?? '',
      values: { encoding: 'none' },
    } as const;
    return {
      severity: 'warning',
      param: 'loss',
      message: `${loss.title} needs targets above 0 as they are, but training scales a quantity, usually to mean 0. Use Huber or the mean squared error${positive ? ', or leave the target as it is' : ''}; the metrics show the error in the target's own units either way.`,
      fixes: [
        { type: 'setParams', title: 'Use Huber', params: { loss: 'huber' } },
        ...(positive ? [leaveAsIs] : []),
        { type: 'setParams', title: 'Choose the loss for me', params: { loss: 'auto' } },
      ],
    };
  },
);

const zeroWeight = layerRule('output.zeroWeight', 'An Output that weighs nothing teaches nothing.', (node, input) =>
  roleOf(input, node) !== 'output' || node.params['lossWeight'] !== 0
    ? null
    : {
        severity: 'warning',
        param: 'lossWeight',
        message: `The loss weight of "${node.name}" is 0, so the network does not learn to predict it.`,
        fixes: [{ type: 'setParams', title: 'Set it to 1', params: { lossWeight: 1 } }],
      },
);

const metric = wholeRule(
  'output.metric',
  'A metric made for another task would measure nothing, and is left out.',
  ({ document, data }) => {
    if (data === null) return null;
    const tasks = new Set(Object.values(data.targets).map(({ task }) => task));
    if (tasks.size === 0) return null;
    const { metrics } = document.training;
    const misfit = metrics.filter((id) => !findMetric(id)?.tasks.some((task) => tasks.has(task)));
    if (misfit.length === 0) return null;
    const names = misfit.map((id) => findMetric(id)?.title ?? id).join(', ');
    return {
      severity: 'warning',
      message: `${names} ${misfit.length === 1 ? 'does' : 'do'} not fit what is predicted and will not be measured.`,
      fixes: [
        setTraining(misfit.length === 1 ? 'Leave it out' : 'Leave them out', {
          metrics: metrics.filter((id) => !misfit.includes(id)),
        }),
      ],
    };
  },
);

const percentageMetric = wholeRule(
  'output.percentageMetric',
  'A percentage of a truth near 0 is enormous, and outweighs all others in the mean.',
  ({ document }) => {
    const { metrics } = document.training;
    if (!metrics.includes('meanAbsolutePercentageError')) return null;
    const column = document.data?.table?.columns.find(
      ({ role, facts }) => role === 'target' && (facts.min ?? 1) <= 0 && (facts.max ?? 1) >= 0,
    );
    return column === undefined
      ? null
      : {
          severity: 'warning',
          message: `"${column.name}" takes values around 0, where a percentage means nothing. Measure the symmetric percentage error in its place.`,
          fixes: [
            setTraining('Use the symmetric one', {
              metrics: [
                ...metrics.filter((id) => id !== 'meanAbsolutePercentageError' && id !== 'symmetricPercentageError'),
                'symmetricPercentageError',
              ],
            }),
          ],
        };
  },
);

const accuracyAlone = wholeRule(
  'output.accuracyAlone',
  'Where one class is rare, a network that never answers it still has a high accuracy.',
  ({ document, data }) => {
    const { metrics, classWeights, resampling } = document.training;
    if (data === null || classWeights === 'balanced' || resampling !== 'none' || metrics.length === 0) return null;
    if (!metrics.every((id) => id === 'accuracy' || id.startsWith('top'))) return null;
    const config = document.data;
    const counts =
      (config && sortedClasses(config))?.classCounts ??
      config?.table?.columns.find(({ role, type }) => role === 'target' && type === 'category')?.facts.histogram;
    // Not Math.max(...): there may be a hundred thousand classes.
    const most = (counts ?? []).reduce((a, b) => Math.max(a, b), 0);
    const least = (counts ?? []).reduce((a, b) => Math.min(a, b), most);
    if (least <= 0 || most / least < 5) return null;
    const binary = Object.values(data.targets).some(({ task }) => task === 'binary');
    const better = binary ? ['f1', 'auc'] : ['balancedAccuracy', 'macroF1'];
    return {
      severity: 'warning',
      message: `One class has ${Math.round(most / least)} times as many samples as another, and accuracy alone does not show whether the rare one is found. Measure ${binary ? 'F1 and AUC' : 'balanced accuracy and F1'} as well.`,
      fixes: [
        setTraining('Measure them', { metrics: [...metrics, ...better] }),
        setTraining('Balance the classes', { classWeights: 'balanced' }),
      ],
    };
  },
);

export const outputRules: readonly LintRule[] = [
  activation,
  loss,
  expects,
  shape,
  scaledTarget,
  zeroWeight,
  metric,
  percentageMetric,
  accuracyAlone,
];
