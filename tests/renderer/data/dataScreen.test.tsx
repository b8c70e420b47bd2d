// The data step with a table: steps of preparation and their effect, ways to split, class weights, columns that leak.
import { act, cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { changeColumn } from '../../../renderer/data/dataEdits';
import { useEqualSamplesStore } from '../../../renderer/data/equalSamples';
import { DataScreen } from '../../../renderer/data/DataScreen';
import { showProject, undo, useDocumentStore } from '../../../renderer/stores/documentStore';
import { resetView } from '../../../renderer/stores/uiStore';
import type { ColumnConfig, DataConfig } from '../../../shared/data/config';
import { fitNumber } from '../../../shared/data/fit';
import { type Problem, type Result, fail, ok } from '../../../shared/result';
import type { DataPreview } from '../../../shared/data/shown';
import { emptyDocument } from '../../../shared/samples';
import { installFakeApi } from '../fakeApi';
import { prepareWindow, renderIn } from '../window';

const ages = Array.from({ length: 100 }, (_, i) => (i % 10 === 3 ? null : 20 + ((i * 7) % 50)));

const age: ColumnConfig = {
  name: 'age',
  type: 'number',
  reason: 'Whole numbers.',
  role: 'feature',
  input: 'features',
  encoding: 'standardize',
  missing: 'median',
  facts: {
    missing: 10,
    unique: 50,
    min: 20,
    max: 69,
    mean: 44,
    std: 14,
    median: 44,
    outliers: 2,
    relation: { target: 'kind', measure: 'correlationRatio', value: 0.9991 },
    histogram: Array.from({ length: 20 }, (_, i) => i),
  },
};
const kind: ColumnConfig = {
  name: 'kind',
  type: 'category',
  reason: 'Two different values.',
  role: 'target',
  input: 'features',
  encoding: 'onehot',
  missing: 'mostFrequent',
  facts: { missing: 0, unique: 2, categories: ['a', 'b'], histogram: [90, 10] },
};
const data: DataConfig = {
  kind: 'table',
  source: { type: 'file', path: '/t.csv', name: 't.csv' },
  options: {},
  table: { columns: [age, kind], rowCount: 100, duplicates: 0 },
  split: { train: 0.7, validation: 0.15, test: 0.15, seed: 1, stratify: true },
  fingerprint: 'x',
};

/** What the engine would say: fitted as the document's column says. */
function preview(request: { readonly data: DataConfig }): DataPreview {
  const values = Float64Array.from(ages, (value) => value ?? NaN);
  const column = request.data.table!.columns[0]!;
  const fitted = fitNumber(
    column,
    values,
    Uint32Array.from(values, (_, row) => row),
  );
  return {
    rows: ages.map((value, index) => ({ index, part: 'train', cells: [value === null ? null : String(value), 'a'] })),
    total: 100,
    parts: {
      train: { count: 68, perClass: [] },
      validation: { count: 16, perClass: [] },
      test: { count: 16, perClass: [] },
    },
    fitted: { inputs: { features: { modality: 'table', columns: [fitted] } }, targets: {} },
  };
}

const leak: Problem = {
  code: 'data.split.duplicates',
  severity: 'warning',
  message: '3 rows of the test part equal a row of the training part.',
  fixes: [{ type: 'setSplit', title: 'Keep equal rows on one side', values: { together: true } }],
};

beforeAll(prepareWindow);
beforeEach(() => {
  useEqualSamplesStore.setState(useEqualSamplesStore.getInitialState());
  installFakeApi({ previewData: (request) => ok(preview(request)), compareParts: () => ok([leak]) });
  const document = { ...emptyDocument('test', 'Test'), data };
  showProject({ document, path: '/test.loom', runs: [], unsaved: false, problems: [], readOnly: false });
  resetView('data');
});
afterEach(cleanup);

const now = () => useDocumentStore.getState().document!;
const column = () => now().data!.table!.columns[0]!;
const click = (name: string | RegExp) => fireEvent.click(screen.getByRole('button', { name }));

describe('preparation', () => {
  it('adds, moves and removes steps, each one undoable, and shows what they do to samples', async () => {
    renderIn(<DataScreen />);
    fireEvent.click(screen.getByRole('tab', { name: 'Preparation' }));
    click('Add a step');
    fireEvent.click(await screen.findByRole('menuitem', { name: /^Logarithm/ }));
    expect(column().steps).toEqual([{ type: 'log', params: {} }]);
    const second = { type: 'clipTails', params: { below: 1, above: 1 } } as const;
    act(() => changeColumn('age', { steps: [...column().steps!, second] }));
    expect(column().steps!.map(({ type }) => type)).toEqual(['log', 'clipTails']);
    click('Move Limit outliers up');
    expect(column().steps!.map(({ type }) => type)).toEqual(['clipTails', 'log']);
    click('Remove Logarithm');
    expect(column().steps!.map(({ type }) => type)).toEqual(['clipTails']);
    // Before and after, from the samples and the fitted numbers that the engine gives for these very steps.
    const table = await screen.findByRole('table', { name: 'Samples of the training part' });
    const cells = within(table)
      .getAllByRole('row')
      .slice(1)
      .map((row) =>
        within(row)
          .getAllByRole('cell')
          .map((cell) => cell.textContent),
      );
    expect(cells[0]![0]).toBe('20');
    expect(Number(cells[0]![1]!.replace('−', '-'))).toBeLessThan(-1);
    expect(cells[3]).toEqual(['missing', expect.stringMatching(/\(filled\)$/)]);
    expect(screen.getByRole('img', { name: /Values of age before: 20 to 69/ })).toBeTruthy();
    act(() => undo());
    expect(column().steps ?? []).not.toEqual([{ type: 'clipTails', params: expect.anything() }]);
  });
});

describe('what a column may be prepared by', () => {
  const prepare = (columns: readonly ColumnConfig[]) => {
    const table = { ...data.table!, columns };
    act(() => useDocumentStore.setState((state) => ({ document: { ...state.document!, data: { ...data, table } } })));
    renderIn(<DataScreen />);
    fireEvent.click(screen.getByRole('tab', { name: 'Preparation' }));
  };

  it('of a number to be predicted are steps that have a way back', async () => {
    prepare([
      { ...age, role: 'target', steps: [{ type: 'ranks', params: {} }] },
      { ...kind, role: 'feature' },
    ]);
    click('Add a step');
    const choices = await screen.findAllByRole('menuitem');
    expect(choices.map((item) => item.textContent)).toEqual([
      expect.stringMatching(/^Logarithm/),
      expect.stringMatching(/^Square root/),
    ]);
    expect(screen.queryByText('Even out')).toBeNull();
    expect(screen.getByText(/Its answers and errors are turned back into age’s own unit/)).toBeTruthy();
  });

  it('of categories is how many of the most frequent keep a place', async () => {
    const facts = { missing: 0, unique: 40, categories: Array.from({ length: 40 }, (_, i) => `c${i}`) };
    prepare([
      { ...kind, role: 'feature', facts },
      { ...age, role: 'target' },
    ]);
    const kept = () => now().data!.table!.columns[0]!.keep;
    click('Add a step');
    fireEvent.click(await screen.findByRole('menuitem', { name: /^Group rare categories/ }));
    expect(kept()).toBe(20);
    const field = screen.getByRole('textbox', { name: 'Most frequent' });
    fireEvent.change(field, { target: { value: '0' } });
    expect(kept()).toBe(20);
    fireEvent.change(field, { target: { value: '5' } });
    expect(kept()).toBe(5);
    click('Remove Group rare categories');
    expect(column()).not.toHaveProperty('keep');
  });
});

describe('split and balance', () => {
  it('shows what the split really gives, and keeps equal rows on one side by a click', async () => {
    renderIn(<DataScreen />);
    await screen.findByText('68', {}, { timeout: 3000 });
    fireEvent.click(await screen.findByRole('button', { name: 'Keep equal rows on one side' }));
    expect(now().data!.split.together).toBe(true);
  });

  it('looks for equal rows after the samples are shown; a cancelled search is offered again', async () => {
    let told: (answer: Result<readonly Problem[]>) => void = () => undefined;
    installFakeApi({
      previewData: (request) => ok(preview(request)),
      compareParts: () => new Promise((resolve) => (told = resolve)),
      cancel: () => (told(fail('cancelled', 'Cancelled.')), ok(null)),
    });
    renderIn(<DataScreen />);
    expect((await screen.findAllByRole('status')).length).toBeGreaterThan(0);
    click('Cancel');
    const again = await screen.findByRole('button', { name: 'Look for equal samples' });
    expect(screen.queryByText(leak.message)).toBeNull();
    fireEvent.click(again);
    told(ok([leak]));
    await screen.findByText(leak.message);
  });

  it('weighs classes by one click, and says no more that they are uneven', async () => {
    renderIn(<DataScreen />);
    expect(screen.getByText(/"a" has 9 times as many samples as "b"/)).toBeTruthy();
    click('Use balanced class weights');
    expect(now().training.classWeights).toBe('balanced');
    await waitFor(() => expect(screen.queryByText(/9 times as many samples/)).toBeNull());
    fireEvent.click(screen.getByRole('radio', { name: 'Repeat' }));
    expect(now().training).toMatchObject({ classWeights: 'none', resampling: 'over' });
    expect(screen.queryByText(/9 times as many samples/)).toBeNull();
    fireEvent.click(screen.getByRole('radio', { name: 'Off' }));
    expect(now().training).toMatchObject({ classWeights: 'none', resampling: 'none' });
    act(() => undo());
    expect(now().training.resampling).toBe('over');
  });

  it('leaves out a column that gives the answer away by a click', () => {
    renderIn(<DataScreen />);
    expect(screen.getByText(/"age" goes together with "kind" almost perfectly/)).toBeTruthy();
    click('Leave out age');
    expect(column().role).toBe('ignore');
  });
});
