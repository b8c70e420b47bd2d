// A file that cannot be used: why is shown, and the document stays as it is, without a step to undo.
import { beforeEach, expect, it } from 'vitest';
import { openDataFiles, rereadData, useDataLoading } from '../../../renderer/data/openDataFile';
import { showProject, undoLabel, useDocumentStore } from '../../../renderer/stores/documentStore';
import type { DataConfig } from '../../../shared/data/config';
import { defaultSplit } from '../../../shared/data/guess';
import { fail } from '../../../shared/result';
import { emptyDocument } from '../../../shared/samples';
import { installFakeApi } from '../fakeApi';

const data: DataConfig = {
  kind: 'table',
  source: { type: 'file', path: '/shop/good.csv', name: 'good.csv' },
  options: {},
  table: {
    columns: [],
    rowCount: 0,
    dialect: { delimiter: ',', decimal: '.', header: true, encoding: 'utf-8' },
  },
  split: defaultSplit(false),
  fingerprint: '',
};
const document = { ...emptyDocument('test', 'Test'), data };

beforeEach(() => {
  installFakeApi({ inspectData: () => fail('data.table.openQuote', 'A quotation mark is open.') });
  showProject({ document, path: '/test.loom', runs: [], unsaved: false, problems: [], readOnly: false });
  useDataLoading.setState({ problem: null, failed: null, media: null });
});

it.each<readonly [string, () => Promise<unknown>]>([
  ['dropped', () => openDataFiles([{ path: '/shop/bad.csv', name: 'bad.csv', kind: 'file', bytes: 9 }])],
  ['read again with other options', () => rereadData({ options: { header: 'no' } })],
])('%s', async (_what, read) => {
  await read();
  expect(useDataLoading.getState().problem?.code).toBe('data.table.openQuote');
  expect(useDocumentStore.getState().document).toBe(document);
  expect(undoLabel()).toBeNull();
});
