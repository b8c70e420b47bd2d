// What was decided about a file stands in its reading options, and why.
import { expect, it } from 'vitest';
import { encodingNames } from '../../../electron/engine/data/csv/encoding';
import type { DataConfig } from '../../../shared/data/config';
import { findDataKind } from '../../../shared/data/kinds';
import type { ChoiceParam } from '../../../shared/params';

const dialect = { delimiter: ';', decimal: ',', header: true, encoding: 'shift_jis' } as const;
const option = (name: string, more: object = {}) => {
  const table = { columns: [{}, {}], rowCount: 2, format: 'text', dialect: { ...dialect, ...more } };
  return findDataKind('table')!.form!({ kind: 'table', options: {}, table } as unknown as DataConfig)[
    name
  ] as ChoiceParam;
};
const deciding = (param: ChoiceParam) => param.options.find(({ value }) => value === 'auto')!;

it.each([
  ['delimiter', {}, 'Decide (Semicolon)', /same number of cells\.$/],
  ['delimiter', { delimiter: '\t' }, 'Decide (Tab)', /same number of cells\.$/],
  ['decimal', {}, 'Decide (Comma)', /more numbers have a comma than a point\.$/],
  ['decimal', { decimal: '.' }, 'Decide (Point)', /no more numbers have a comma/],
  ['header', {}, 'Decide (Names of columns)', /holds no number/],
  ['header', { header: false }, 'Decide (A sample)', /holds numbers, or what comes again below\.$/],
  ['encoding', {}, 'Decide (Japanese (Shift JIS))', /letters are as frequent as in this one\.$/],
  ['encoding', { encoding: 'utf-8' }, 'Decide (UTF-8)', /valid in it\.$/],
])('%s %j', (name, more, title, because) => {
  const param = option(name, more);
  expect(deciding(param).title).toBe(title);
  expect(deciding(param).help).toMatch(because);
});

it('every encoding that is found by itself can be chosen', () => {
  const choices = option('encoding').options.map(({ value }) => value);
  expect(Object.values(encodingNames).filter((name) => !choices.includes(name))).toEqual([]);
});
