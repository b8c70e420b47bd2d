// A network with a typed Input asks for pictures that fit it; any other leaves the decision to the data.
import { expect, it } from 'vitest';
import type { Network } from '../../../shared/network/document';
import { pictureOptionsOf } from '../../../shared/network/pictureOptions';

const withInputs = (...shapes: readonly (readonly number[])[]): Network => ({
  nodes: shapes.map((shape, i) => ({
    id: `n${i}`,
    kind: 'input',
    name: `input_${i}`,
    params: { source: '', shape },
    position: { x: 0, y: 0 },
  })),
  edges: [],
});

it.each([
  ['pictures in colour', [[96, 64, 3]], { width: 64, height: 96, colour: 'colour' }],
  ['grey pictures', [[28, 28, 1]], { width: 28, height: 28, colour: 'grey' }],
  ['a size taken from the data', [[]], {}],
  ['a row of a table', [[4]], {}],
  ['channels that no picture has', [[32, 32, 12]], {}],
  ['pictures larger than any that are read', [[4096, 96, 3]], {}],
  ['several inputs', [[96, 96, 3], [4]], {}],
  ['no input', [], {}],
] as const)('%s', (_, shapes, options) => {
  expect(pictureOptionsOf(withInputs(...shapes))).toEqual(options);
});
