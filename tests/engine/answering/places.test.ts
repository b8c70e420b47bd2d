// A class for every place: what is counted against numbers worked out by hand, and padding that counts nowhere.
import { expect, it } from 'vitest';
import { answerKindOf } from '../../../electron/engine/answering';
import type { OpenedData } from '../../../electron/engine/data/dataset';

const target = {
  task: 'classification',
  column: 'tag',
  classes: ['A', 'B'],
  shape: [3],
  ignores: 2,
  places: 'text',
} as const;
const asked = {
  plan: { data: { kind: 'tags' }, layers: [], outputs: [] },
  output: {},
  target,
  fitted: { inputs: { text: { modality: 'text' } } },
} as never;
const kind = answerKindOf(target);
const sure = (...shares: readonly number[]) => Float32Array.from(shares.flatMap((share) => [share, 1 - share]));

it('counts places and whole samples, and shows the surest mistake of each', async () => {
  const gathering = kind.gather(asked);
  // A B (padding); B A A
  gathering.take(Float32Array.of(0, 1, 2, 1, 0, 0), sure(0.9, 0.2, 0.1, 0.6, 0.2, 0.4), 2);
  gathering.take(Float32Array.of(2, 2, 2), sure(1, 1, 1), 1);
  const show = async (of: Uint32Array) =>
    [...of].map((index) => ({
      index,
      part: 'test',
      text: `sentence ${index}`,
      places: ['x', 'y', 'z'].map((text) => ({ text, class: 0 })),
    }));
  const told = await gathering.describe({ show } as unknown as OpenedData, Uint32Array.of(7, 8, 9));
  expect(told.confusion).toEqual([
    [1, 2],
    [1, 1],
  ]);
  expect(told.places).toEqual({ accuracy: 2 / 5, whole: 2 / 3 });
  expect(told.perClass!.map(({ support, recall }) => [support, recall])).toEqual([
    [3, 1 / 3],
    [2, 1 / 2],
  ]);
  expect(told.worst).toMatchObject([{ position: 1, truth: 'y: A', predicted: 'B', text: 'sentence 8' }]);
});

it('answers token by token, with the truth where there is one', () => {
  const tokens = ['Anna', 'sings'].map((text, id) => ({ text, id }));
  const values = sure(0.75, 0.25, 0.5);
  const places = [
    { text: 'Anna', class: 0, chance: 0.75, truth: 1 },
    { text: 'sings', class: 1, chance: 0.75 },
  ];
  expect(kind.answer(asked, values, { inputs: {}, truth: Float32Array.of(1, 2, 2), tokens })).toEqual({
    classes: ['A', 'B'],
    places,
  });
});
