// Input: the door through which the data comes in. A mark, not a computation.
import { shape as shapeParam, text } from '../params';
import { fail, ok } from '../result';
import { listShape, sameShape, spec } from '../shape';
import { defineLayer } from './layer';

export const input = defineLayer({
  kind: 'input',
  title: 'Input',
  role: 'input',
  family: 'io',
  icon: 'LogIn',
  summary: 'Where the data enters the network.',
  help: 'Every network starts here. The layer takes its shape from the data you chose: one number per column of a table, or height, width and channels of a picture. Without data, type a shape to plan a network ahead.',
  formula: 'y = one sample of the data',
  synonyms: ['source', 'data', 'start', 'features', 'placeholder', 'InputLayer'],
  inputs: [],
  params: {
    source: text({
      title: 'Which input',
      help: 'The name of the input in the data, for data with more than one. Leave it empty to take the first.',
      default: '',
      maxLength: 200,
    }),
    shape: shapeParam({
      title: 'Shape',
      help: 'Sizes of one sample, such as 28, 28, 1 for a grey picture. Leave it empty to take them from the data.',
      default: [],
      maxRank: 4,
      empty: 'Taken from the data',
    }),
  },
  words: ({ source, shape }) => [source, shape.length > 0 ? listShape(shape) : ''].filter(Boolean).join(' · '),
  inferShape(_inputs, { source, shape }, { data }) {
    const names = data === null ? [] : Object.keys(data.inputs);
    const chosen = source === '' ? names[0] : source;
    const found = data === null || chosen === undefined || !names.includes(chosen) ? undefined : data.inputs[chosen];
    if (data !== null && found === undefined && source !== '') {
      return fail(
        'input.source',
        `Input looks for "${source}" in the data, which has ${names.length === 0 ? 'no inputs' : names.map((name) => `"${name}"`).join(', ')}. Choose one of them.`,
        {
          param: 'source',
          fixes: names
            .slice(0, 3)
            .map((name) => ({ type: 'setParams', title: `Take "${name}"`, params: { source: name } }) as const),
        },
      );
    }
    if (shape.length === 0) {
      if (found !== undefined) return ok(found.tensor);
      return fail(
        'input.shapeUnknown',
        'Input does not know the shape of the data yet. Choose data, or type a shape such as [28, 28, 1].',
        { param: 'shape', fixes: [{ type: 'goTo', title: 'Choose data', step: 'data' }] },
      );
    }
    if (found !== undefined && !sameShape(shape, found.tensor.shape)) {
      return fail(
        'input.shapeDiffers',
        `Input is set to ${listShape(shape)}, but the data gives ${listShape(found.tensor.shape)}. Take the shape from the data, or choose other data.`,
        {
          param: 'shape',
          fixes: [
            { type: 'setParams', title: 'Take the shape from the data', params: { shape: [] } },
            { type: 'goTo', title: 'Choose other data', step: 'data' },
          ],
        },
      );
    }
    return ok(found?.tensor ?? spec(shape));
  },
  weights: () => [],
  build: () => null,
  keras: () => null,
  examples: [
    { title: 'A typed shape', inputs: [], params: { shape: [28, 28, 1] }, output: spec([28, 28, 1]), weightCount: 0 },
    { title: 'A row of a table', inputs: [], params: { shape: [4] }, output: spec([4]), weightCount: 0 },
  ],
});
