// Rules about the fit of network and data: every input read, every target predicted, columns as the layers want them.
import { findLayer } from '../../layers';
import { preparationOf } from '../../data/stages/pictures';
import type { Problem } from '../../result';
import { augmentationsBehind, inputFor } from '../augmentations';
import { layerRule, wholeRule } from './rule';
import type { LintInput, LintRule } from './rule';
import { isMixing, onlyFeeder, onlyReader, roleOf, sourceOf } from './walk';

const noData: LintRule = wholeRule('data.none', 'A network learns from examples, so training needs data.', (input) =>
  input.document.data === null
    ? {
        severity: 'error',
        message: 'No data is chosen yet. Pick a sample data set or drop a file of your own.',
        fixes: [{ type: 'goTo', title: 'Choose data', step: 'data' }],
      }
    : null,
);

const ofRole = (input: LintInput, role: 'input' | 'output') =>
  input.document.network.nodes.filter((node) => roleOf(input, node) === role);

const unusedInput: LintRule = {
  id: 'data.unusedInput',
  reason: 'What the network does not read, it cannot learn from.',
  check: (input) => {
    const marks = ofRole(input, 'input');
    if (input.data === null || marks.length === 0) return [];
    const read = new Set(marks.map((node) => sourceOf(input.data, node)?.name));
    return Object.entries(input.data.inputs)
      .filter(([name]) => !read.has(name))
      .map(([name, { title }]): Problem => ({
        code: 'data.unusedInput',
        severity: 'hint',
        message: `The data has the input "${title}", but no Input layer reads it. Add one, or leave it out in the Data step.`,
        fixes: [
          { type: 'addLayer', title: `Add an Input for ${title}`, kind: 'input', params: { source: name } },
          { type: 'goTo', title: 'Open the data step', step: 'data' },
        ],
      }));
  },
};

const unusedTarget: LintRule = {
  id: 'data.unusedTarget',
  reason: 'A target without an Output is not learned.',
  check: (input) => {
    const marks = ofRole(input, 'output');
    if (input.data === null || marks.length === 0) return [];
    const first = Object.keys(input.data.targets)[0];
    const after = onlyFeeder(input, marks[0]!);
    const predicted = new Set(marks.map((node) => String(node.params['target'] ?? '') || first));
    return Object.entries(input.data.targets)
      .filter(([name]) => !predicted.has(name))
      .map(([name, { title }]): Problem => ({
        code: 'data.unusedTarget',
        severity: 'hint',
        message: `The data has the target "${title}", but no Output predicts it. Add an Output for it, or leave it out in the Data step.`,
        fixes: [
          {
            type: 'addLayer',
            title: `Add an Output for ${title}`,
            kind: 'output',
            params: { target: name },
            ...(after === undefined ? {} : { after: after.id }),
          },
          { type: 'goTo', title: 'Open the data step', step: 'data' },
        ],
      }));
  },
};

const targetTwice: LintRule = {
  id: 'data.targetTwice',
  reason: 'Two Outputs for one target make it count twice, most often by mistake.',
  check: (input) => {
    if (input.data === null) return [];
    const first = Object.keys(input.data.targets)[0];
    const seen = new Map<string, string>();
    return ofRole(input, 'output').flatMap((node): Problem[] => {
      const target = String(node.params['target'] ?? '') || first;
      if (target === undefined) return [];
      const other = seen.get(target);
      if (other === undefined) return (seen.set(target, node.name), []);
      const free = Object.keys(input.data!.targets).find((name) => name !== target && !seen.has(name));
      return [
        {
          code: 'data.targetTwice',
          severity: 'hint',
          node: node.id,
          param: 'target',
          message: `"${node.name}" and "${other}" both predict "${target}", so it counts twice. Choose another target for one of them, or remove one.`,
          fixes: [
            ...(free === undefined
              ? []
              : [{ type: 'setParams', title: `Predict "${free}"`, params: { target: free } } as const]),
            { type: 'removeNode', title: `Remove ${node.name}` },
          ],
        },
      ];
    });
  },
};

/** Feature columns of a table that an Input reads straight into Dense or convolutions. */
function columnsIntoWeights(input: LintInput, mark: LintInput['document']['network']['nodes'][number]) {
  const columns = input.document.data?.table?.columns;
  const reader = roleOf(input, mark) === 'input' && columns !== undefined ? onlyReader(input, mark) : undefined;
  if (reader === undefined || !isMixing(reader)) return [];
  const source = sourceOf(input.data, mark)?.name;
  return columns!.filter((column) => column.role === 'feature' && column.input === source);
}

const unscaled = layerRule(
  'data.unscaled',
  'Weights start out for numbers around 0; columns of very different sizes make training slow or unsteady.',
  (node, input) => {
    const large = columnsIntoWeights(input, node).filter(
      ({ type, encoding, facts }) =>
        type === 'number' && encoding === 'none' && Math.max(Math.abs(facts.min ?? 0), Math.abs(facts.max ?? 0)) > 100,
    );
    return large.length === 0
      ? null
      : {
          severity: 'warning',
          message: `${large.map(({ name }) => `"${name}"`).join(', ')} ${large.length === 1 ? 'goes' : 'go'} into the network as ${large.length === 1 ? 'it is' : 'they are'}, with numbers over 100. Standardize in the Data step, or put BatchNormalization behind the Input.`,
          fixes: [
            { type: 'goTo', title: 'Open the data step', step: 'data' },
            { type: 'addLayer', title: 'Insert BatchNormalization', kind: 'batchNormalization', after: node.id },
          ],
        };
  },
);

const ordinal = layerRule(
  'data.ordinal',
  'Codes 0, 1, 2 tell the network that the third category is more than the second, which is rarely so.',
  (node, input) => {
    const coded = columnsIntoWeights(input, node).filter(
      ({ type, encoding, facts }) => type === 'category' && encoding === 'ordinal' && facts.unique > 2,
    );
    return coded.length === 0
      ? null
      : {
          severity: 'hint',
          message: `${coded.map(({ name }) => `"${name}"`).join(', ')} ${coded.length === 1 ? 'is' : 'are'} given as codes 0, 1, 2…, as if they had an order. Choose one-hot in the Data step if they have none, or look the codes up with an Embedding.`,
          fixes: [{ type: 'goTo', title: 'Open the data step', step: 'data' }],
        };
  },
);

const movesMarks = layerRule(
  'data.movesMarks',
  'A layer that turns or shifts pictures knows nothing of the masks or boxes that lie on them.',
  (node, input) => {
    const { masks, boxes } = input.document.data ?? {};
    if (findLayer(node.kind)?.moves !== true || (masks === undefined && boxes === undefined)) return null;
    return {
      severity: 'warning',
      message: `"${node.name}" moves the picture but not its ${masks === undefined ? 'boxes' : 'mask'}, which then lies in the wrong place. Vary training pictures in the Data step, where both move together.`,
      fixes: [
        { type: 'removeNode', title: `Remove ${node.name}` },
        { type: 'goTo', title: 'Open the data step', step: 'data' },
      ],
    };
  },
);

/** The range that pixels have behind a scaling, as layers that change colours name it; the other scalings have none. */
const pixelRanges: { readonly [scaling: string]: string } = {
  zeroToOne: 'zeroToOne',
  minusOneToOne: 'minusOneToOne',
  none: 'zeroTo255',
};

const pixelRange: LintRule = {
  id: 'data.pixelRange',
  reason: 'A layer that changes colours keeps pixels within its range; what lies outside of that is cut off.',
  check: ({ document: { data, network }, data: spec }) => {
    const scaling = data === null ? undefined : preparationOf(data)?.scaling;
    if (scaling === undefined || spec === null) return [];
    const range = pixelRanges[scaling];
    const pictures = Object.entries(spec.inputs).filter(([, { modality }]) => modality === 'image');
    const layers = pictures.flatMap(([name]) => {
      const mark = inputFor(network, spec, name);
      return mark === undefined ? [] : augmentationsBehind(network, mark.id);
    });
    return layers
      .filter(({ kind, params }) => {
        const { range: known } = findLayer(kind)?.params ?? {};
        return known !== undefined && (params['range'] ?? known.default) !== range;
      })
      .map(({ id, name }): Problem => ({
        code: 'data.pixelRange',
        severity: 'warning',
        node: id,
        param: 'range',
        message:
          range === undefined
            ? `"${name}" needs pixels from 0 to 1, -1 to 1 or 0 to 255, but the data step brings them into no such range, so that much of each picture is cut off. Choose one of these scalings, or remove the layer.`
            : `"${name}" takes pixels for another range than the data step brings them into, so that part of each picture is cut off or hardly changed. Set its range to that of the data.`,
        fixes:
          range === undefined
            ? [
                { type: 'removeNode', title: `Remove ${name}` },
                { type: 'goTo', title: 'Open the data step', step: 'data' },
              ]
            : [{ type: 'setParams', title: 'Take the range of the data', params: { range } }],
      }));
  },
};

export const dataRules: readonly LintRule[] = [
  noData,
  unusedInput,
  unusedTarget,
  targetTwice,
  unscaled,
  ordinal,
  movesMarks,
  pixelRange,
];
