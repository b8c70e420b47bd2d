// A text, and the last rows of a series as text.
import type { ExportedInput } from '../../../shared/export/settings';
import { element } from '../dom';
import { type Form, numberText } from './form';

export function textForm(changed: () => void): Form {
  const box = element('div', 'words');
  const field = element('textarea');
  field.rows = 6;
  field.setAttribute('aria-label', 'Text');
  field.placeholder = 'Type or paste a text.';
  field.addEventListener('input', changed);
  box.append(field);
  return [box, () => (field.value.trim() === '' ? null : { text: field.value })];
}

/** Where in time the answer lies. */
function answerPlace(horizon: number, steps: number): string {
  if (horizon < 1) return 'of each of these rows';
  if (steps === 1) return horizon === 1 ? 'the next row' : `${horizon} rows after the last one`;
  return horizon === 1
    ? `the next ${steps} rows`
    : `${steps} rows, the first of them ${horizon} rows after the last one`;
}

export function seriesForm(input: Extract<ExportedInput, { modality: 'series' }>, changed: () => void): Form {
  const { window: rows, channels, horizon, steps = 1 } = input;
  const box = element('div', 'words');
  const names = channels.map(({ name }) => name).join(', ');
  const field = element('textarea');
  field.rows = 10;
  field.setAttribute('aria-label', 'The last rows of the series');
  field.value = Array.from({ length: rows }, () => channels.map(({ fill }) => numberText(fill)).join('\t')).join('\n');
  field.addEventListener('input', changed);
  const hint = `${rows} rows, the oldest first, with the values of ${names} separated by tabs or semicolons. The answer is ${answerPlace(horizon, steps)}.`;
  box.append(field, element('p', 'hint', hint));
  const read = () => {
    const values = field.value
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map((line) => line.split(/[\t;]/).map((cell) => (cell.trim() === '' ? null : Number(cell))));
    const fits =
      values.length === rows &&
      values.every(
        (row) => row.length === channels.length && row.every((value) => value === null || Number.isFinite(value)),
      );
    field.setAttribute('aria-invalid', String(!fits));
    return fits ? { values } : null;
  };
  return [box, read];
}
