// Rules about a single layer's settings, and its fit with the training settings and the data.
import { layerRule, setTraining } from './rule';
import type { LintRule } from './rule';
import {
  activationOf,
  isMixing,
  isNoise,
  isRecurrent,
  numberOf,
  onlyReader,
  readersOf,
  roleOf,
  samplesOf,
} from './walk';

const dropoutHigh = layerRule(
  'layer.dropoutHigh',
  'Dropout that silences nearly everything leaves too little to learn from.',
  (node) => {
    const rate = isNoise(node) ? numberOf(node, 'rate') : undefined;
    return rate === undefined || rate <= 0.8
      ? null
      : {
          severity: 'warning',
          param: 'rate',
          message: `"${node.name}" silences ${Math.round(rate * 100)} % of all numbers. 20 to 50 % is usual.`,
          fixes: [{ type: 'setParams', title: 'Use 50 %', params: { rate: 0.5 } }],
        };
  },
);

const strongPenalty = layerRule(
  'layer.strongPenalty',
  'A strong penalty on weights outweighs the loss, and the network learns to answer nothing.',
  (node) => {
    const strong = (['l1', 'l2'] as const).find((param) => (numberOf(node, param) ?? 0) > 0.1);
    return strong === undefined
      ? null
      : {
          severity: 'warning',
          param: strong,
          message: `The ${strong.toUpperCase()} regularization of "${node.name}" is ${String(node.params[strong])}, which is likely to hold all weights near 0. 0.0001 to 0.01 is usual.`,
          fixes: [{ type: 'setParams', title: 'Use 0.001', params: { [strong]: 0.001 } }],
        };
  },
);

const evenKernel = layerRule(
  'layer.evenKernel',
  'A kernel of even size has no middle, so that "same" padding shifts the picture by half a step.',
  (node) => {
    const kernel = node.params['kernelSize'];
    const sizes = Array.isArray(kernel) ? (kernel as readonly number[]) : typeof kernel === 'number' ? [kernel] : [];
    const isTransposed = node.kind === 'conv2dTranspose';
    if (isTransposed || node.params['padding'] !== 'same' || !sizes.some((size) => size % 2 === 0)) return null;
    const odd = sizes.map((size) => (size % 2 === 0 ? size + 1 : size));
    return {
      severity: 'hint',
      param: 'kernelSize',
      message: `The kernel of "${node.name}" is ${sizes.join('×')} with "same" padding, which shifts everything by half a step. Kernels of odd size do not.`,
      fixes: [
        {
          type: 'setParams',
          title: `Use ${odd.join('×')}`,
          params: { kernelSize: Array.isArray(kernel) ? odd : odd[0]! },
        },
      ],
    };
  },
);

const narrow = layerRule(
  'layer.narrow',
  'Everything behind a single unit must be told from one number.',
  (node, input) => {
    if (node.kind !== 'dense' || numberOf(node, 'units') !== 1) return null;
    const next = onlyReader(input, node);
    return next?.kind !== 'dense' || (numberOf(next, 'units') ?? 0) < 2
      ? null
      : {
          severity: 'hint',
          param: 'units',
          message: `"${node.name}" squeezes everything into one number, and "${next.name}" has to work from it. Give it more units.`,
          fixes: [{ type: 'setParams', title: `Give ${node.name} 16 units`, params: { units: 16 } }],
        };
  },
);

const recurrentActivation = layerRule(
  'layer.recurrentActivation',
  'A recurrent layer applies its activation again at every step, so one without a bound can grow beyond all numbers.',
  (node) => {
    const activation = isRecurrent(node) ? activationOf(node) : undefined;
    return activation === undefined || !/^(relu|linear|elu|selu|swish|gelu|exponential|softplus)$/u.test(activation)
      ? null
      : {
          severity: 'warning',
          param: 'activation',
          message: `"${node.name}" applies ${activation} again at every step, so its numbers may grow without end. tanh stays within bounds.`,
          fixes: [{ type: 'setParams', title: 'Use tanh', params: { activation: 'tanh' } }],
        };
  },
);

const wideEmbedding = layerRule(
  'layer.wideEmbedding',
  'More numbers for each code than there are codes cannot tell more, and overfit sooner.',
  (node) => {
    const [codes, numbers] = [numberOf(node, 'inputDim'), numberOf(node, 'outputDim')];
    if (node.kind !== 'embedding' || codes === undefined || numbers === undefined || numbers <= codes || codes < 10)
      return null;
    const fewer = Math.max(1, Math.ceil(codes / 2));
    return {
      severity: 'hint',
      param: 'outputDim',
      message: `"${node.name}" describes each of ${codes} codes by ${numbers} numbers, more than there are codes. About half as many as codes are enough.`,
      fixes: [{ type: 'setParams', title: `Use ${fewer}`, params: { outputDim: fewer } }],
    };
  },
);

const smallBatchNorm = layerRule(
  'layer.normSmallBatch',
  'Batch normalization measures each batch, and a handful of samples is no measure.',
  (node, input) => {
    const { batchSize } = input.document.training;
    if (node.kind !== 'batchNormalization' || batchSize >= 8) return null;
    const samples = samplesOf(input)?.train ?? 32;
    const better = Math.max(8, Math.min(32, samples));
    return {
      severity: 'warning',
      message: `"${node.name}" measures batches of only ${batchSize}, which is mostly chance. Use batches of 16 or more, or LayerNormalization in its place.`,
      fixes: [setTraining(`Use batches of ${better}`, { batchSize: better })],
    };
  },
);

const flatPicture = layerRule(
  'layer.flatPicture',
  'A picture flattened at once loses which pixels are neighbours; convolutions use that.',
  (node, input) => {
    if (roleOf(input, node) !== 'input') return null;
    const shape = input.specs.get(node.id)?.shape;
    const [height, width] = [shape?.[0] ?? 0, shape?.[1] ?? 0];
    if (shape?.length !== 3 || height * width < 1024) return null;
    const flatten = readersOf(input, node).find(
      (reader) => reader.kind === 'flatten' && readersOf(input, reader).some(isMixing),
    );
    return flatten === undefined
      ? null
      : {
          node: flatten.id,
          severity: 'hint',
          message: `"${flatten.name}" turns pictures of ${height}×${width} into a list at once, so the network cannot see which pixels are neighbours. Put Conv2D and pooling before it.`,
          fixes: [
            {
              type: 'insertBefore',
              title: 'Insert Conv2D',
              node: flatten.id,
              kind: 'conv2d',
              params: { filters: 16, kernelSize: [3, 3], strides: [2, 2], padding: 'same', activation: 'relu' },
            },
          ],
        };
  },
);

export const layerRules: readonly LintRule[] = [
  dropoutHigh,
  strongPenalty,
  evenKernel,
  narrow,
  recurrentActivation,
  wideEmbedding,
  smallBatchNorm,
  flatPicture,
];
