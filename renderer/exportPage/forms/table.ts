// A row of a table, a field for each column.
import { longestList } from '../../../shared/data/codes';
import type { FittedColumn } from '../../../shared/data/fitted';
import type { ExportedInput } from '../../../shared/export/settings';
import { element } from '../dom';
import { type Form, numberText } from './form';

function columnField(column: FittedColumn, changed: () => void): { field: HTMLElement; read: () => string | null } {
  const field = element('label', 'field');
  field.append(element('span', '', column.name));
  if (column.type === 'number') {
    const input = element('input');
    input.type = 'text';
    input.inputMode = 'decimal';
    input.placeholder = `${numberText(column.fill)} when empty`;
    input.value = numberText(column.fill);
    input.addEventListener('input', changed);
    field.append(input);
    return {
      field,
      read: () => {
        const text = input.value.trim();
        const wrong = text !== '' && !Number.isFinite(Number(text));
        input.setAttribute('aria-invalid', String(wrong));
        return text === '' || wrong ? null : text;
      },
    };
  }
  const unknown = column.fill === null ? 'Not known' : `Not known (counts as ${column.fill})`;
  if (column.categories.length > longestList) {
    const input = element('input');
    input.type = 'text';
    input.placeholder = unknown;
    input.value = column.categories[0]!;
    input.addEventListener('input', changed);
    field.append(input);
    return { field, read: () => input.value };
  }
  const select = element('select');
  const none = element('option', '', unknown);
  // The position, not the text, is the value: a category may be any text, even an empty one.
  none.value = '-1';
  select.append(none);
  column.categories.forEach((category, index) => {
    const option = element('option', '', category);
    option.value = String(index);
    select.append(option);
  });
  select.selectedIndex = column.categories.length > 0 ? 1 : 0;
  select.addEventListener('change', changed);
  field.append(select);
  return { field, read: () => column.categories[Number(select.value)] ?? null };
}

export function tableForm(input: Extract<ExportedInput, { modality: 'table' }>, changed: () => void): Form {
  const form = element('div', 'fields');
  const fields = input.columns.map((column) => ({ name: column.name, ...columnField(column, changed) }));
  form.append(...fields.map(({ field }) => field));
  return [form, () => Object.fromEntries(fields.map(({ name, read }) => [name, read()]))];
}
