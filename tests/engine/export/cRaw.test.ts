// Raw values in C, compiled by the system's compiler: a network that hands on its numbers shows what the preparation made of
// rows, pictures and series, to the last bit of a float as the app's own; and its answers are told as the app tells them.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { FittedInput } from '../../../shared/data/fitted';
import { framings } from '../../../shared/data/framing';
import { decodeTarget } from '../../../shared/data/preprocess';
import { rawArgumentsInC, writeRawC } from '../../../shared/export/c/raw';
import { cString } from '../../../shared/export/c/raw/literals';
import { encodeRaw, type Sample } from '../../../shared/export/rawSample';
import type { ExportedInput, ExportedOutput, ExportedSettings } from '../../../shared/export/settings';
import { pictureRanges } from '../../../shared/data/pictureScalings';
import { createRandom } from '../../../shared/random';

const folder = mkdtempSync(join(tmpdir(), 'layerloom-c-raw-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const compiler = spawnSync('cc', ['--version']).status === 0;

/** Names that would end a text, a comment or a line of C if they could. */
const hostile = ['*/ int x; /*', 'a"; abort(); "', '??/\n??)', '\\', '\u202e猫 \u2028%s%n', '{{count}}', "'\\0'"];

const settingsOf = (inputs: readonly FittedInput[], outputs: readonly ExportedOutput[] = []): ExportedSettings => ({
  format: 1,
  name: hostile[0]!,
  inputs: inputs.map((input, i): ExportedInput => ({
    ...input,
    layer: `in ${i}`,
    source: `s${i}`,
    title: hostile[i % hostile.length]!,
  })),
  outputs,
});

interface Program {
  /** The network's numbers, which are the prepared ones, for each sample. */
  numbers(samples: readonly Sample[]): readonly (readonly number[])[];
  answer(sample: Sample): string;
}

let programs = 0;
function compiled(settings: ExportedSettings, sizes: readonly number[]): Program {
  const home = join(folder, String(programs++));
  mkdirSync(home);
  const raw = writeRawC(settings, sizes)!;
  const count = sizes.reduce((sum, size) => sum + size, 0);
  const network = `#include <math.h>\n#include <string.h>\n#define NETWORK_INPUTS ${count}\n#define NETWORK_OUTPUTS ${count}\nstatic void network_run(const float *in, float *out) { memcpy(out, in, ${count} * sizeof(float)); }\n`;
  writeFileSync(join(home, 'network.h'), `${network}${raw.header}`);
  writeFileSync(join(home, 'example.c'), raw.example);
  const flags = ['-std=c99', '-Wall', '-Wextra', '-Werror', '-Wno-unused-function', '-ffp-contract=off'];
  execFileSync('cc', [...flags, '-o', join(home, 'run'), join(home, 'example.c'), '-lm']);
  const given = (sample: Sample): readonly string[] =>
    rawArgumentsInC(settings, sample)!.map((argument, i) => {
      if ('text' in argument) return argument.text;
      const path = join(home, `${i}.${argument.extension}`);
      writeFileSync(path, argument.file);
      return path;
    });
  const ask = (args: readonly string[], input = ''): string =>
    execFileSync(join(home, 'run'), [...args], {
      input,
      encoding: 'utf8',
      env: { ...process.env, LC_ALL: 'de_DE.UTF-8' },
    });
  return {
    numbers: (samples) =>
      samples.map((sample) =>
        ask(['--numbers', '-0'], `${given(sample).join('\0')}\0`)
          .trim()
          .split(' ')
          .map((word) => Math.fround(Number(word.replace('inf', 'Infinity')))),
      ),
    answer: (sample) => ask(given(sample)),
  };
}

const expected = ({ inputs }: ExportedSettings, sample: Sample): readonly number[] =>
  inputs.flatMap((input) => Array.from(encodeRaw(input, sample)));

describe.skipIf(!compiler)('raw values in C', () => {
  it('a row: numbers of every writing, steps, categories in any script', () => {
    const categories = ['3', 'naïve', '猫', '', ...hostile.map((name) => name.trim())].filter((name) => name !== '');
    const number = { type: 'number', fill: 7, subtract: 0.1, divide: 3 } as const;
    const settings = settingsOf([
      {
        modality: 'table',
        columns: [
          { ...number, name: hostile[1]!, subtract: 0, divide: 1 },
          {
            ...number,
            name: hostile[2]!,
            steps: [
              { type: 'clip', low: -1e6, high: 1e6 },
              { type: 'root' },
              { type: 'ranks', points: [-5, 0, 0, 0, 1, 2.5, 2.5, 90] },
            ],
          },
          { type: 'onehot', name: hostile[3]!, categories, fill: '猫' },
          { type: 'ordinal', name: hostile[4]!, categories, fill: null, other: 'naïve', first: 1 },
          { type: 'ordinal', name: hostile[5]!, categories, fill: null },
        ],
      },
    ]);
    const texts = [
      '1',
      ' -2.5e-3\t',
      '+.5',
      '5.',
      '',
      '\u00a0\ufeff',
      '1e400',
      '-1e-400',
      '4.9e-324',
      '1,5',
      '0x1F',
      '0b101',
    ];
    texts.push(
      'Infinity',
      '-Infinity',
      'inf',
      'NaN',
      '١',
      '0.30000001192092896',
      '123456789012345678901234567890',
      '1e',
      '-',
    );
    texts.push('9007199254740993', '2.2250738585072014e-308', '.', '--1', '1 2', '6.25', '0', '1e22', '8.5e-23');
    const words = [...categories, '\u3000猫\u2009', 'Naïve', 'nai\u0308ve', 'unknown', '', ' '];
    const samples = Array.from({ length: Math.max(texts.length, words.length) }, (_, i): Sample => {
      const [text, word] = [texts[i % texts.length]!, words[i % words.length]!];
      return {
        s0: { [hostile[1]!]: text, [hostile[2]!]: text, [hostile[3]!]: word, [hostile[4]!]: word, [hostile[5]!]: word },
      };
    });
    const { numbers } = compiled(settings, [2 + categories.length + 2]);
    numbers(samples).forEach((found, i) =>
      expect(found, JSON.stringify(samples[i])).toEqual(expected(settings, samples[i]!)),
    );
  });

  it.each(framings)('a picture of any size and opacity: %s', (framing) => {
    const random = createRandom(5);
    const sizes = [
      [5, 4],
      [1, 1],
      [17, 3],
      [3, 17],
      [10, 8],
    ] as const;
    const samples = sizes.map(([width, height]): Sample => {
      const data = Array.from({ length: 4 * width * height }, (_, i) => (i % 8 === 3 ? 255 : random.integer(256)));
      const picture = { width, height, data };
      return { s0: picture, s1: picture, s2: picture };
    });
    const image = { modality: 'image', width: 5, height: 4, ...(framing === 'stretch' ? {} : { framing }) } as const;
    const settings = settingsOf([
      { ...image, channels: 3, subtract: [123.675, 0, 127.5], divide: [58.395, 255, 127.5] },
      { ...image, channels: 1, subtract: [0], divide: [255] },
      { ...image, channels: 3, ...pictureRanges.caffe(3, null) },
    ]);
    const { numbers } = compiled(settings, [60, 20, 60]);
    numbers(samples).forEach((found, i) => expect(found).toEqual(expected(settings, samples[i]!)));
  });

  it.each([[true], [false]])('the last rows of a series, gaps carried on: %s', (carry) => {
    const channel = { name: hostile[2]!, fill: 2.5, subtract: 0.1, divide: 0.7 };
    const settings = settingsOf([
      { modality: 'series', window: 4, channels: [channel, { ...channel, fill: -1 }], carry, horizon: 1 },
    ]);
    const sample: Sample = {
      s0: {
        values: [
          [null, 1],
          [0.1, NaN],
          [null, null],
          [1e-7, 3],
        ],
      },
    };
    expect(compiled(settings, [8]).numbers([sample])[0]).toEqual(expected(settings, sample));
  });

  it('answers: a class, labels, a quantity in its unit, a forecast', () => {
    const base = { column: 'y', title: 'y' };
    const outputs: readonly ExportedOutput[] = [
      { ...base, task: 'classification', name: hostile[1]!, classes: hostile.slice(0, 3), position: 0, size: 3 },
      { ...base, task: 'binary', name: 'sure', classes: ['no', 'yes'], position: 1, size: 1 },
      { ...base, task: 'labels', name: 'labels', classes: ['a', '猫'], position: 2, size: 2 },
      {
        ...base,
        task: 'regression',
        name: 'price',
        steps: [{ type: 'log' }, { type: 'root' }],
        subtract: 1,
        divide: 2,
        position: 3,
        size: 1,
      },
      { ...base, task: 'regression', name: 'ahead', ahead: 2, subtract: 1, divide: 2, position: 4, size: 2 },
    ];
    const channel = { name: 'x', fill: 0, subtract: 0, divide: 1 };
    const settings = settingsOf(
      [{ modality: 'series', window: 9, channels: [channel], carry: false, horizon: 1 }],
      outputs,
    );
    const answer = [-1, 2, 0.5, 0.75, 0.25, 1.5, -0.5, 3, 4];
    const told = compiled(settings, [9]).answer({ s0: { values: answer.map((value) => [value]) } });
    let at = 0;
    const lines = outputs.flatMap((output) => {
      const decoded = decodeTarget(output, answer.slice(at, (at += output.size)));
      const named = (chances: readonly number[]) =>
        chances.map((chance, i) => ['classes' in output ? output.classes[i]! : '', chance] as const);
      if ('index' in decoded) return [[output.name, decoded.label], ...named(decoded.probabilities)];
      if ('labels' in decoded) return [[output.name, ''], ...named(decoded.probabilities)];
      return [
        [output.name, 'values' in decoded ? decoded.values.join(' ') : String('value' in decoded && decoded.value)],
      ];
    });
    let rest = told;
    for (const [name, value] of lines) {
      const start = `${rest.startsWith('  ') ? '  ' : ''}${name}:`;
      expect(rest.startsWith(start), `${JSON.stringify(rest.slice(0, 60))} begins with ${JSON.stringify(start)}`).toBe(
        true,
      );
      rest = rest.slice(start.length);
      const text = String(value);
      const numbers = text.split(' ').map(Number);
      if (text === '' || numbers.some(Number.isNaN)) {
        expect(rest.trimStart().startsWith(text)).toBe(true);
        rest = rest.slice(rest.indexOf(text) + text.length);
      } else {
        const end = rest.indexOf('\n');
        const found = rest.slice(0, end).replace('(yes)', '').trim().split(' ').map(Number);
        expect(found).toHaveLength(numbers.length);
        found.forEach((one, i) => expect(one).toBeCloseTo(numbers[i]!, 7));
        rest = rest.slice(end);
      }
      rest = rest.replace(/^\n/u, '');
    }
    expect(rest).toBe('');
  });

  it('says what is wrong with the arguments', () => {
    const settings = settingsOf([{ modality: 'image', width: 2, height: 2, channels: 1, subtract: [0], divide: [1] }]);
    compiled(settings, [4]);
    const program = join(folder, String(programs - 1), 'run');
    const wrong = join(folder, 'wrong.ppm');
    writeFileSync(wrong, 'P6\n# a comment\n3 3\n255\nabc');
    for (const [args, says] of [
      [[], /1 arguments are expected, not 0/u],
      [[join(folder, 'none.ppm')], /cannot be opened/u],
      [[wrong], /not a whole PGM, PPM or PAM file/u],
    ] as const)
      expect(spawnSync(program, args, { encoding: 'utf8' })).toMatchObject({
        stderr: expect.stringMatching(says) as string,
      });
    writeFileSync(wrong, Buffer.from('P5 2 2 255\n\x01\x02\x03\x04', 'latin1'));
    expect(execFileSync(program, ['--numbers', wrong], { encoding: 'utf8' })).toBe('1 2 3 4\n');
  });
});

it('texts stand in ASCII, and neither end a literal nor a line', () => {
  for (const name of hostile) expect(cString(name)).toMatch(/^(?:"(?:[ !#->@-[\]-~]|\\[0-7]{3})*"\s*)+$/u);
  expect(cString('é"\n1')).toBe('"\\303\\251\\042\\0121"');
});

it('inputs without a preparation in C take prepared numbers', () => {
  const text: FittedInput = {
    modality: 'text',
    level: 'word',
    lowercase: true,
    length: 3,
    padding: 'after',
    vocabulary: [],
  };
  expect(writeRawC(settingsOf([text]), [3])).toBeNull();
  expect(rawArgumentsInC(settingsOf([text]), { s0: { text: 'x' } })).toBeNull();
  expect(readFileSync('shared/export/c/example.c.txt', 'utf8')).toContain('network_run(in, out)');
});
