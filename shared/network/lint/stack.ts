// Rules about layers that follow each other: what one undoes or repeats of the other.
import type { Problem } from '../../result';
import type { LayerNode } from '../document';
import { layerRule, wholeRule } from './rule';
import type { LintInput, LintRule } from './rule';
import {
  activationOf,
  familyOf,
  isMixing,
  isNoise,
  isPooling,
  numberOf,
  onlyFeeder,
  onlyReader,
  readersOf,
  roleOf,
} from './walk';

/** Layers that only move numbers about. */
const moving = /^(flatten|reshape|permute|repeatVector|zeroPadding2d|cropping2d|upSampling2d)$/u;

/** The next layer that does more than move numbers about, along a chain without branches. */
function nextThatCounts(input: LintInput, node: LayerNode): LayerNode | undefined {
  let next = onlyReader(input, node);
  for (let steps = 0; next !== undefined && moving.test(next.kind) && steps < 8; steps++)
    next = onlyReader(input, next);
  return next;
}

const linearStack = layerRule(
  'stack.linear',
  'Without an activation between them, two layers of weighted sums can do no more than one alone.',
  (node, input) => {
    if (!isMixing(node) || node.kind === 'depthwiseConv2d' || activationOf(node) !== 'linear') return null;
    const next = nextThatCounts(input, node);
    return next === undefined || !isMixing(next)
      ? null
      : {
          severity: 'warning',
          param: 'activation',
          message: `"${node.name}" has no activation, and "${next.name}" follows: together they can do no more than one of them. Give "${node.name}" an activation such as relu.`,
          fixes: [{ type: 'setParams', title: `Use relu in ${node.name}`, params: { activation: 'relu' } }],
        };
  },
);

const softmaxTwice = layerRule(
  'stack.softmaxTwice',
  'A second softmax flattens the probabilities of the first until they hardly differ.',
  (node, input) => {
    const feeder = onlyFeeder(input, node);
    const isSoftmax = (one: LayerNode | undefined) =>
      one !== undefined && (one.kind === 'softmax' || activationOf(one) === 'softmax');
    return (node.kind === 'softmax' || node.kind === 'activation') && isSoftmax(node) && isSoftmax(feeder)
      ? {
          severity: 'warning',
          message: `"${feeder!.name}" already ends with softmax, so "${node.name}" takes it a second time. Remove one of them.`,
          fixes: [{ type: 'removeNode', title: `Remove ${node.name}` }],
        }
      : null;
  },
);

const activationTwice = layerRule(
  'stack.activationTwice',
  'Two activations in a row leave the second only what the first lets through.',
  (node, input) => {
    const isActivation = familyOf(input, node) === 'activation' && activationOf(node) !== 'linear';
    const feeder = isActivation ? onlyFeeder(input, node) : undefined;
    const before = activationOf(feeder);
    if (feeder === undefined || before === undefined || before === 'linear' || before === 'softmax') return null;
    return {
      severity: 'hint',
      message: `"${feeder.name}" ends with ${before}, and "${node.name}" is another activation right behind it. Let "${feeder.name}" end with linear.`,
      fixes: [
        {
          type: 'setParams',
          title: `Use linear in ${feeder.name}`,
          node: feeder.id,
          params: { activation: 'linear' },
        },
        { type: 'removeNode', title: `Remove ${node.name}` },
      ],
    };
  },
);

const softmaxHidden = layerRule(
  'stack.softmaxHidden',
  'Softmax within a network lets only one of its numbers through at a time, which starves the layers behind it.',
  (node, input) => {
    if (!isMixing(node) || activationOf(node) !== 'softmax') return null;
    const readers = readersOf(input, node);
    return readers.length === 0 || !readers.every(isMixing)
      ? null
      : {
          severity: 'warning',
          param: 'activation',
          message: `"${node.name}" ends with softmax in the middle of the network. Softmax belongs at the end; use relu here.`,
          fixes: [{ type: 'setParams', title: `Use relu in ${node.name}`, params: { activation: 'relu' } }],
        };
  },
);

const sigmoidHidden = layerRule(
  'stack.sigmoidHidden',
  'Sigmoid hardly has a slope for large numbers, so that layers before it learn slowly.',
  (node, input) => {
    if (!isMixing(node) || activationOf(node) !== 'sigmoid') return null;
    const readers = readersOf(input, node);
    return readers.length === 0 || !readers.every(isMixing)
      ? null
      : {
          severity: 'hint',
          param: 'activation',
          message: `"${node.name}" ends with sigmoid in the middle of the network, which slows learning down. relu or tanh usually learn faster.`,
          fixes: [{ type: 'setParams', title: `Use relu in ${node.name}`, params: { activation: 'relu' } }],
        };
  },
);

const noiseLast = layerRule(
  'stack.noiseLast',
  'Dropout right before the Output wipes out answers themselves, not what leads to them.',
  (node, input) => {
    const feeder = roleOf(input, node) === 'output' ? onlyFeeder(input, node) : undefined;
    return feeder !== undefined && isNoise(feeder)
      ? {
          node: feeder.id,
          severity: 'warning',
          message: `"${feeder.name}" stands right before the Output and disturbs the answers themselves while training. Put it before the last Dense layer, or remove it.`,
          fixes: [{ type: 'removeNode', title: `Remove ${feeder.name}`, node: feeder.id }],
        }
      : null;
  },
);

const normLast = layerRule(
  'stack.normLast',
  'A normalization right before the Output changes the meaning of the answers.',
  (node, input) => {
    const feeder = roleOf(input, node) === 'output' ? onlyFeeder(input, node) : undefined;
    return feeder !== undefined && familyOf(input, feeder) === 'normalization'
      ? {
          node: feeder.id,
          severity: 'warning',
          message: `"${feeder.name}" stands right before the Output and shifts the answers. Probabilities and quantities must leave the last layer as they are.`,
          fixes: [{ type: 'removeNode', title: `Remove ${feeder.name}`, node: feeder.id }],
        }
      : null;
  },
);

const dropoutBeforeNorm = layerRule(
  'stack.dropoutBeforeNorm',
  'Dropout changes the spread of numbers while training, and a batch normalization behind it remembers the wrong one.',
  (node, input) => {
    const feeder = node.kind === 'batchNormalization' ? onlyFeeder(input, node) : undefined;
    return feeder !== undefined && isNoise(feeder)
      ? {
          node: feeder.id,
          severity: 'hint',
          message: `"${feeder.name}" comes right before "${node.name}", which then remembers a spread that is not there when predicting. Put dropout behind the normalization, or remove it.`,
          fixes: [{ type: 'removeNode', title: `Remove ${feeder.name}`, node: feeder.id }],
        }
      : null;
  },
);

const biasBeforeNorm: LintRule = {
  id: 'stack.biasBeforeNorm',
  reason: 'A batch normalization subtracts the mean, and with it any bias of the layer before it.',
  check: (input) => {
    const idle = input.document.network.nodes.filter(
      (node) =>
        isMixing(node) &&
        node.params['useBias'] === true &&
        activationOf(node) === 'linear' &&
        onlyReader(input, node)?.kind === 'batchNormalization',
    );
    // A published architecture may have it dozens of times: once is enough to say it.
    return idle.slice(0, 1).map((node): Problem => {
      const others = idle.length === 1 ? '' : ` (and of ${idle.length - 1} other${idle.length === 2 ? '' : 's'})`;
      return {
        code: 'stack.biasBeforeNorm',
        severity: 'hint',
        node: node.id,
        param: 'useBias',
        message: `The bias of "${node.name}"${others} has no effect: the batch normalization behind it subtracts it again, and has its own. Switch it off to save weights.`,
        fixes: [{ type: 'setParams', title: `Switch the bias of ${node.name} off`, params: { useBias: false } }],
      };
    });
  },
};

const poolTwice = layerRule(
  'stack.poolTwice',
  'Two poolings in a row throw away what a layer between them could have used.',
  (node, input) => {
    const feeder = isPooling(node) ? onlyFeeder(input, node) : undefined;
    return feeder !== undefined && isPooling(feeder)
      ? {
          severity: 'hint',
          message: `"${node.name}" pools right behind "${feeder.name}". Put a convolution between them, or use one pooling of a larger size.`,
          fixes: [
            {
              type: 'removeNode',
              title: `Remove ${node.name}`,
            },
          ],
        }
      : null;
  },
);

const flattenTwice = layerRule('stack.flattenFlat', 'Flattening what is flat already does nothing.', (node, input) => {
  const feeder = node.kind === 'flatten' ? onlyFeeder(input, node) : undefined;
  const shape = feeder === undefined ? undefined : input.specs.get(feeder.id)?.shape;
  return shape?.length !== 1
    ? null
    : {
        severity: 'hint',
        message: `What "${node.name}" receives is flat already, so it does nothing.`,
        fixes: [{ type: 'removeNode', title: `Remove ${node.name}` }],
      };
});

const doesNothing = layerRule(
  'stack.doesNothing',
  'A layer whose settings make it do nothing only makes the network harder to read.',
  (node, input) => {
    const idle =
      (isNoise(node) && (numberOf(node, 'rate') ?? numberOf(node, 'stddev')) === 0) ||
      (node.kind === 'activation' && activationOf(node) === 'linear');
    return !idle || onlyFeeder(input, node) === undefined
      ? null
      : {
          severity: 'hint',
          message: `"${node.name}" does nothing as it is set. Change its setting, or remove it.`,
          fixes: [{ type: 'removeNode', title: `Remove ${node.name}` }],
        };
  },
);

/** More layers of weights than this rarely learn without help. */
const deepest = 20;

const deep = wholeRule(
  'stack.deep',
  'Slopes fade on the way through many layers; normalization or skip connections carry them through.',
  (input) => {
    let layers = 0;
    for (const node of input.document.network.nodes) {
      const family = familyOf(input, node);
      if (family === 'merge' || family === 'normalization') return null;
      if (isMixing(node)) layers += 1;
    }
    return layers <= deepest
      ? null
      : {
          severity: 'hint',
          message: `${layers} layers of weights follow each other without any normalization or skip connection, so the first of them will hardly learn. Insert BatchNormalization, or add skip connections with Add.`,
        };
  },
);

export const stackRules: readonly LintRule[] = [
  linearStack,
  softmaxTwice,
  activationTwice,
  softmaxHidden,
  sigmoidHidden,
  noiseLast,
  normLast,
  dropoutBeforeNorm,
  biasBeforeNorm,
  poolTwice,
  flattenTwice,
  doesNothing,
  deep,
];
