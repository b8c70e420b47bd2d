// The step bar along a beginner's way.
import { describe, expect, it } from 'vitest';
import { stepStates } from '../../../renderer/shell/stepStates';
import { analyze } from '../../../shared/network/analyze';
import { chain } from '../../../shared/network/chain';
import { emptyDocument } from '../../../shared/samples';
import { idle, startingRun } from '../../../shared/run/state';
import type { RunSummary } from '../../../shared/run/record';

const empty = emptyDocument('p', 'P');
const broken = { ...empty, network: chain([['input', { shape: [4] }], ['conv2d'], ['output']]) };
const trained = { id: 'r', bestEpoch: 3 } as RunSummary;

describe('the step bar', () => {
  it.each([
    ['no project', null, idle, [], 'todo todo waiting waiting waiting waiting'],
    ['an empty project', empty, idle, [], 'todo todo waiting waiting waiting waiting'],
    ['a network with problems', broken, idle, [], 'todo attention waiting waiting waiting waiting'],
    ['a run going on', empty, startingRun('r'), [], 'todo todo running waiting waiting waiting'],
    ['a trained network', empty, idle, [trained], 'todo todo done todo todo todo'],
  ] as const)('%s', (_title, document, run, runs, expected) => {
    const states = stepStates(document, document && analyze(document), run, runs);
    const { data, network, train, evaluate, predict, export: exported } = states;
    expect([data, network, train, evaluate, predict, exported].map(({ kind }) => kind).join(' ')).toBe(expected);
  });

  it('counts errors and leaves hints out', () => {
    const analysis = analyze(broken);
    const errors = analysis.problems.filter(
      (problem) => problem.severity === 'error' && !problem.code.startsWith('data.'),
    ).length;
    expect(stepStates(broken, analysis, idle, []).network).toEqual({ kind: 'attention', count: errors });
    expect(errors).toBeGreaterThan(0);
  });
});
