// Writing token by token against all texts there are: a small made-up language whose next token depends on all before.
import { describe, expect, it } from 'vitest';
import { createRandom, hash32 } from '../../../shared/random';
import { type NextToken, beamSearch, decodingSettings } from '../../../shared/run/decode';

const [start, end] = [2, 3];
const codes = 6;
const rules = { start, end, length: 5, never: [0, 1, start] };

function languageOf(seed: number): NextToken {
  return (beginnings) =>
    beginnings.map((tokens) => {
      const random = createRandom(hash32(`${seed}/${tokens.join()}`));
      const raw = Array.from({ length: codes }, () => random.uniform() ** 3);
      const sum = raw.reduce((a, b) => a + b, 0);
      return raw.map((value) => value / sum);
    });
}

/** Every text that ends within the length, with its logarithm. */
function allTexts(next: NextToken, tokens: readonly number[] = [start], log = 0): { text: string; log: number }[] {
  if (tokens[tokens.length - 1] === end) return [{ text: tokens.slice(1, -1).join(), log }];
  if (tokens.length === rules.length) return [];
  const [row] = next([tokens]);
  return [3, 4, 5].flatMap((code) => allTexts(next, [...tokens, code], log + Math.log(row![code]!)));
}

describe('beam search', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])(
    'finds the likeliest texts when it follows enough beginnings (language %i)',
    (seed) => {
      const next = languageOf(seed);
      const best = allTexts(next).sort((a, b) => b.log - a.log);
      const found = beamSearch(next, rules, { width: 81, penalty: 0 }).filter(({ ended }) => ended);
      expect(found[0]!.tokens.join()).toBe(best[0]!.text);
      expect(found[0]!.logProbability).toBeCloseTo(best[0]!.log, 10);
      expect(found.slice(0, 5).map(({ tokens }) => tokens.join())).toEqual(best.slice(0, 5).map(({ text }) => text));
    },
  );

  it.each([1, 2, 3, 4])('with one beginning takes the likeliest token every time (language %i)', (seed) => {
    const next = languageOf(seed);
    const tokens = [start];
    while (tokens.length < rules.length && tokens[tokens.length - 1] !== end) {
      const [row] = next([tokens]);
      tokens.push([3, 4, 5].reduce((most, code) => (row![code]! > row![most]! ? code : most)));
    }
    const [written] = beamSearch(next, rules, { width: 1, penalty: 0 });
    expect(written!.tokens).toEqual(tokens.slice(1).filter((code) => code !== end));
    expect(written!.ended).toBe(tokens[tokens.length - 1] === end);
  });

  it.each([1, 2, 3])('never gets worse with more beginnings than with all (language %i)', (seed) => {
    const next = languageOf(seed);
    const log = (width: number) =>
      beamSearch(next, rules, { width, penalty: 0 }).find(({ ended }) => ended)?.logProbability;
    expect(log(81)!).toBeGreaterThanOrEqual(log(2) ?? -Infinity);
  });

  it('prefers longer texts the more length counts, and cuts what does not end', () => {
    const next: NextToken = (beginnings) => beginnings.map(() => [0, 0, 0, 0.4, 0.6, 0]);
    const lengthAt = (penalty: number) =>
      beamSearch(next, { ...rules, length: 12 }, { width: 12, penalty }).filter(({ ended }) => ended)[0]!.tokens.length;
    expect(lengthAt(0)).toBe(0);
    expect(lengthAt(1)).toBeGreaterThan(5);
    const endless: NextToken = (beginnings) => beginnings.map(() => [0, 0, 0, 0, 1, 0]);
    const [cut] = beamSearch(endless, rules, { width: 2, penalty: 0 });
    expect(cut).toMatchObject({ tokens: [4, 4, 4, 4], ended: false });
  });

  // Why evaluation may read exactness off answers that were given the truth as what was written so far.
  it.each([1, 2, 3, 4, 5])(
    'writes the truth greedily exactly when every token after the truth is right (language %i)',
    (seed) => {
      const next = languageOf(seed);
      for (const { text } of allTexts(next)) {
        const truth = [...text.split(',').filter(Boolean).map(Number), end];
        const right = truth.every((code, place) => {
          const [row] = next([[start, ...truth.slice(0, place)]]);
          return [3, 4, 5].reduce((most, one) => (row![one]! > row![most]! ? one : most)) === code;
        });
        const [written] = beamSearch(next, rules, { width: 1, penalty: 0 });
        expect(written!.ended && written!.tokens.join() === text).toBe(right);
      }
    },
  );

  it('settings from outside stay within what can be computed', () => {
    expect(decodingSettings({ id: 'beam', params: { width: 1e9, penalty: -4 } })).toEqual({ width: 16, penalty: 0 });
    expect(decodingSettings({ id: 'unknown', params: {} })).toEqual({ width: 4, penalty: 0 });
    expect(decodingSettings({ id: 'greedy', params: { width: 9 } })).toEqual({ width: 1, penalty: 0 });
  });
});
