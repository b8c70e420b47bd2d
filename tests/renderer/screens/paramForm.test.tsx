// The form drawn from definitions: what is typed becomes a value, what is not finished stays in the field.
import { MantineProvider } from '@mantine/core';
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { useState } from 'react';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startTranslations } from '../../../renderer/i18n';
import { NumberField, nextByFactor } from '../../../renderer/screens/NumberField';
import { ParamForm } from '../../../renderer/screens/ParamForm';
import { choice, float, int, text, type ParamSchema } from '../../../shared/params';
import type { ParamValue, ParamValues } from '../../../shared/result';

beforeAll(() => {
  startTranslations();
  // jsdom has no layout and no media queries; Mantine asks for both.
  window.matchMedia ??= ((query: string) => ({
    matches: false,
    media: query,
    addEventListener: () => {},
    removeEventListener: () => {},
    addListener: () => {},
    removeListener: () => {},
    dispatchEvent: () => false,
    onchange: null,
  })) as typeof window.matchMedia;
  window.ResizeObserver ??= class {
    observe() {}
    unobserve() {}
    disconnect() {}
  };
});
afterEach(cleanup);

const schema: ParamSchema = {
  epochs: int({ title: 'Epochs', help: 'How often.', default: 10, min: 1, max: 100 }),
  rate: float({ title: 'Rate', help: 'How far.', default: 0.001, min: 0, max: 1, log: true }),
  name: text({ title: 'Name', help: 'What it is called.', default: '', maxLength: 10, advanced: true }),
  hidden: choice({
    title: 'Hidden',
    help: '',
    default: 'a',
    options: [{ value: 'a', title: 'A', help: '' }],
    visible: () => false,
  }),
};

function Form({ log }: { readonly log: [string, ParamValue][] }) {
  const [values, setValues] = useState<ParamValues>({ epochs: 10, rate: 0.001 });
  return (
    <MantineProvider>
      <ParamForm
        schema={schema}
        values={values}
        onChange={(name, value) => {
          log.push([name, value]);
          setValues((before) => ({ ...before, [name]: value }));
        }}
      />
    </MantineProvider>
  );
}

describe('a form', () => {
  it('shows what is asked for: labels, help, more on request, nothing without effect', () => {
    render(<Form log={[]} />);
    expect(screen.getByLabelText('Epochs')).toHaveProperty('value', '10');
    expect(screen.getByText('How often.')).toBeTruthy();
    expect(screen.queryByLabelText('Name')).toBeNull();
    expect(screen.queryByText('Hidden')).toBeNull();
    fireEvent.click(screen.getByRole('button', { name: 'More' }));
    expect(screen.getByLabelText('Name')).toBeTruthy();
  });

  it('hands on numbers, says what is wrong with them, and goes back to the default', () => {
    const log: [string, ParamValue][] = [];
    render(<Form log={log} />);
    fireEvent.change(screen.getByLabelText('Epochs'), { target: { value: '500' } });
    expect(log).toEqual([['epochs', 500]]);
    expect(screen.getByRole('alert').textContent).toContain('from 1 to 100');
    fireEvent.click(screen.getByRole('button', { name: 'Back to the default' }));
    expect(log[1]).toEqual(['epochs', 10]);
    expect(screen.queryByRole('alert')).toBeNull();
  });

  it('moves a rate by factors with the arrow keys', () => {
    const log: [string, ParamValue][] = [];
    render(<Form log={log} />);
    fireEvent.keyDown(screen.getByLabelText('Rate'), { key: 'ArrowUp' });
    fireEvent.keyDown(screen.getByLabelText('Rate'), { key: 'ArrowDown' });
    fireEvent.keyDown(screen.getByLabelText('Rate'), { key: 'ArrowDown' });
    expect(log.map(([, value]) => value)).toEqual([0.003, 0.001, 0.0003]);
  });
});

describe('a number while it is typed', () => {
  it('is empty before it is a number', () => {
    const log: (number | null)[] = [];
    render(
      <MantineProvider>
        <NumberField label="n" value={0.1} onChange={(value) => log.push(value)} />
      </MantineProvider>,
    );
    fireEvent.change(screen.getByLabelText('n'), { target: { value: '' } });
    expect(log).toEqual([null]);
  });

  it.each([
    [0.001, true, 0.003],
    [0.003, true, 0.01],
    [0.002, false, 0.001],
    [1, false, 0.3],
    [30, true, 100],
  ])('the next to %d (up: %s) is %d', (value, up, next) => expect(nextByFactor(value, up)).toBe(next));
});
