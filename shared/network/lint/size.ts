// Rules about size: parameters, memory, and whether there are samples enough to learn them from.
import type { TensorSpec } from '../../shape';
import { keptResults } from '../graph';
import { layerRule, setTraining, wholeRule } from './rule';
import type { LintRule } from './rule';
import { isNoise, numberOf, samplesOf, trainableCount } from './walk';

const nothingToLearn = wholeRule(
  'network.nothingToLearn',
  'Training changes weights; a network without any stays as it is.',
  (input) => {
    const { nodes } = input.document.network;
    const outputs = nodes.filter((node) => input.layer(node.kind)?.role === 'output');
    // Only once everything is wired and its shape known: before that, other rules speak.
    const isWhole = outputs.length > 0 && nodes.every((node) => input.specs.has(node.id));
    if (!isWhole || trainableCount(input) > 0) return null;
    const frozen = nodes.filter((node) => node.frozen === true && (input.parameters.get(node.id)?.fixed ?? 0) > 0);
    const last = frozen[frozen.length - 1];
    if (last !== undefined) {
      return {
        severity: 'error',
        message: 'The network has nothing to learn: all its layers with weights are frozen. Let the last ones learn.',
        fixes: [{ type: 'setFrozen', title: `Let ${last.name} learn`, node: last.id, frozen: false }],
      };
    }
    return {
      severity: 'error',
      message: 'The network has nothing to learn: none of its layers has weights. Add a Dense layer.',
      fixes: [
        {
          type: 'insertBefore',
          title: 'Insert a Dense layer',
          kind: 'dense',
          node: outputs[0]!.id,
          params: { units: input.specs.get(outputs[0]!.id)?.shape[0] ?? 1, activation: 'linear' },
        },
      ],
    };
  },
);

const hugeLayer = layerRule(
  'network.hugeLayer',
  'Each number in a layer takes memory four times over while it is trained.',
  (node, { parameters }) => {
    const own = parameters.get(node.id);
    const count = (own?.trainable ?? 0) + (own?.fixed ?? 0);
    if (count <= 20_000_000) return null;
    // Weight, gradient and two optimizer slots of 4 bytes each.
    const gigabytes = (count * 16) / 1e9;
    return {
      severity: gigabytes > 64 ? 'error' : 'warning',
      message: `"${node.name}" has ${count.toLocaleString('en')} parameters and needs about ${gigabytes.toFixed(1)} GB while training. Shrink what comes in (pooling, a smaller picture) or use fewer units.`,
    };
  },
);

function sizeOf({ shape }: TensorSpec): number {
  return shape.reduce<number>((product, length) => product * (length ?? 1), 1);
}

/** Bytes of results above which most computers get into trouble. */
const muchMemory = 4e9;

const batchMemory = wholeRule(
  'network.batchMemory',
  'Every layer keeps its results for the whole batch until the slopes have been worked out.',
  ({ document, specs, wiring, parameters }) => {
    let numbers = 0;
    const kept = keptResults(wiring, (id) => (parameters.get(id)?.trainable ?? 0) > 0);
    for (const [id, spec] of specs) if (kept.has(id)) numbers += sizeOf(spec);
    if (numbers === 0) return null;
    const { batchSize } = document.training;
    // Result and slope of 4 bytes each.
    const bytes = numbers * 8 * batchSize;
    if (bytes <= muchMemory || batchSize === 1) return null;
    const fitting = Math.max(1, 2 ** Math.floor(Math.log2(muchMemory / (numbers * 8))));
    return {
      severity: 'warning',
      message: `With batches of ${batchSize.toLocaleString('en')}, the layers' results take about ${(bytes / 1e9).toFixed(1)} GB while training. Use smaller batches, or shrink the picture early with pooling.`,
      fixes: [setTraining(`Use batches of ${fitting}`, { batchSize: fitting })],
    };
  },
);

const overfit = wholeRule(
  'network.manyParameters',
  'A network with far more weights than samples can learn the samples by heart.',
  (input) => {
    const samples = samplesOf(input);
    const { training, network } = input.document;
    if (samples === null || samples.train === 0) return null;
    const weights = trainableCount(input);
    if (weights < 100_000 || weights < 1000 * samples.train) return null;
    const held =
      (training.earlyStopping.enabled && samples.validation > 0) ||
      training.weightDecay > 0 ||
      network.nodes.some((node) =>
        isNoise(node) ? (numberOf(node, 'rate') ?? 1) > 0 : (numberOf(node, 'l2') ?? 0) > 0,
      );
    return held
      ? null
      : {
          severity: 'hint',
          message: `The network has ${weights.toLocaleString('en')} weights and only ${samples.train.toLocaleString('en')} samples to learn them from, and nothing holds it back from learning them by heart. Use a smaller network, Dropout, or early stopping.`,
          fixes: [
            samples.validation > 0
              ? setTraining('Turn early stopping on', { earlyStopping: { ...training.earlyStopping, enabled: true } })
              : setTraining('Use weight decay', { weightDecay: 0.01 }),
          ],
        };
  },
);

export const sizeRules: readonly LintRule[] = [nothingToLearn, hugeLayer, batchMemory, overfit];
