// Two networks on one canvas: what is said when they are not the two that the recipe needs.
import { describe, expect, it } from 'vitest';
import { adversarial } from '../../../shared/recipes/adversarial';
import { planInUse } from '../../../shared/recipes';
import type { ParamValues } from '../../../shared/result';
import { spec } from '../../../shared/shape';
import { adversarial as small } from '../../engine/recipeCases';

type Row = readonly [id: string, kind: string, sources: readonly string[], params?: ParamValues, units?: number];

const whole: readonly Row[] = [
  ['noise', 'input', [], { source: 'noise' }],
  ['draw', 'dense', ['noise']],
  ['made', 'output', ['draw'], { target: 'made' }],
  ['picture', 'input', [], { source: '' }],
  ['look', 'dense', ['picture']],
  ['judged', 'output', ['look'], { target: 'real', loss: 'auto' }, 1],
];

const changed = (...rows: readonly Row[]): readonly Row[] => {
  const ids = new Set(rows.map(([id]) => id));
  return [...whole.filter(([id]) => !ids.has(id)), ...rows];
};

const codes = (rows: readonly Row[]) =>
  adversarial
    .check(
      {
        layers: rows.map(([id, kind, sources, params = {}, units = 4]) => ({
          id,
          name: id,
          kind,
          params,
          sources,
          inputs: sources.length === 0 ? [] : [spec([units])],
        })),
      },
      {} as never,
    )
    .map(({ code, node }) => [code, node ?? '']);

describe('two networks against each other', () => {
  it.each<[string, readonly Row[], readonly (readonly string[])[]]>([
    ['that are both there', whole, []],
    ['of which one is missing', whole.slice(0, 3), [['recipe.parts', '']]],
    [
      'that are wired to each other',
      changed(['look', 'dense', ['draw']]),
      [
        ['recipe.partsMeet', 'noise'],
        ['recipe.partsMeet', 'draw'],
      ],
    ],
    [
      'of which the generator reads the data',
      changed(['noise', 'input', [], { source: 'picture' }]),
      [['recipe.generatorReads', 'noise']],
    ],
    [
      'of which the discriminator reads the noise',
      changed(['picture', 'input', [], { source: 'noise' }]),
      [['recipe.discriminatorReads', 'picture']],
    ],
    [
      'with two numbers for a judgement',
      changed(['judged', 'output', ['look'], { target: 'real' }, 2]),
      [['recipe.judgement', 'judged']],
    ],
    [
      'with a loss over classes',
      changed(['judged', 'output', ['look'], { target: 'real', loss: 'categoricalCrossentropy' }, 1]),
      [['recipe.judgement', 'judged']],
    ],
    [
      'beside a third answer',
      [...whole, ['more', 'output', ['look'], { target: 'digit' }]],
      [['recipe.parts', 'more']],
    ],
  ])('%s', (_, rows, said) => {
    expect(codes(rows)).toEqual(said);
  });

  it('leave the generator alone to be used', () => {
    const { layers, inputs, outputs } = planInUse(small.plan);
    expect(layers.map(({ id }) => id)).toEqual(['noise', 'imagine', 'even', 'draw', 'generator']);
    expect([inputs[0]!.source, outputs[0]!.name]).toEqual(['noise', 'generator']);
  });
});
