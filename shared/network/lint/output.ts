// Rules about the network's end: does what it gives fit the target and the loss?
import { lossFor } from '../../choices/defaults';
import { findLoss } from '../../choices/losses';
import type { Task } from '../../data/spec';
import type { Problem } from '../../result';
import type { LayerNode } from '../document';
import { feederOf, targetOf } from '../remedies';
import type { LintRule } from './rule';

/** The activation a layer ends with, for layers that have such a parameter. */
export function activationOf(node: LayerNode | undefined): string | undefined {
  const activation = node?.params['activation'];
  return typeof activation === 'string' ? activation : undefined;
}

function fittingActivation(task: Task, size: number): string {
  if (task === 'regression') return 'linear';
  return size === 1 ? 'sigmoid' : 'softmax';
}

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
      const wanted = fittingActivation(target.task, size);
      const loss = node.params['loss'];
      const effective = loss === 'auto' || typeof loss !== 'string' ? lossFor(target.task, spec.shape, has) : loss;
      const expects = findLoss(effective)?.expects;
      if (has === wanted || (expects !== undefined && expects === has)) return [];
      const fix = {
        type: 'setParams',
        title: `Use ${wanted} in ${last.name}`,
        node: last.id,
        params: { activation: wanted },
      } as const;
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
      return [
        {
          code: 'output.activation',
          severity: 'error',
          node: last.id,
          message: `"${last.name}" ends with ${has}, but a ${target.task === 'binary' ? 'yes-or-no answer' : 'choice between classes'} needs ${meaning}: ${wanted}.`,
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

export const outputRules: readonly LintRule[] = [activation, loss];
