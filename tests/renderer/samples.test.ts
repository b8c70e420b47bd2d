// Corrections as steps of undo, and as a table.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { correctionsTable } from '../../renderer/samples/Corrections';
import { correctSamples, takeBack } from '../../renderer/samples/sampleEdits';
import { redo, showProject, undo, useDocumentStore } from '../../renderer/stores/documentStore';
import type { DataConfig } from '../../shared/data/config';
import { emptyDocument } from '../../shared/samples';

const data: DataConfig = {
  kind: 'images',
  source: { type: 'folder', path: '/pets', name: 'pets' },
  options: {},
  images: {
    width: 8,
    height: 8,
    channels: 1,
    scaling: 'zeroToOne',
    classes: ['cat', 'dog'],
    classCounts: [20, 20],
    imageCount: 40,
    unreadable: [],
  },
  split: { train: 0.7, validation: 0.15, test: 0.15, seed: 1, stratify: true },
  fingerprint: 'x',
};
const made = () => useDocumentStore.getState().document!.data!.corrections;

beforeEach(() =>
  showProject({
    document: { ...emptyDocument('p', 'Pets'), data },
    path: null,
    runs: [],
    unsaved: false,
    problems: [],
    readOnly: false,
  }),
);
afterEach(() => useDocumentStore.setState({ document: null }));

describe('corrections', () => {
  it('are made, undone, made again and taken back', () => {
    correctSamples([{ name: 'cat/1.png', label: 'cat' }, { name: 'cat/2.png', label: 'cat' }, { label: 'cat' }], 'dog');
    expect(made()).toHaveLength(2);
    correctSamples([{ name: 'dog/1.png', label: 'dog' }], null);
    expect(made()).toHaveLength(3);
    undo();
    expect(made()).toHaveLength(2);
    redo();
    takeBack(['cat/1.png']);
    expect(made()!.map(({ sample }) => sample)).toEqual(['cat/2.png', 'dog/1.png']);
    takeBack();
    expect(made()).toBeUndefined();
    undo();
    expect(made()).toHaveLength(2);
  });

  it('are saved as a table that a spreadsheet does not run', () => {
    const table = correctionsTable([
      { sample: '#12:abc', label: null, was: 'cat' },
      { sample: 'a, "b".png', label: '=1+1', was: 'dog' },
      { sample: '@me', label: '-1.5', was: '+cmd|x' },
    ]);
    expect(table).toBe(
      'sample,was,label,correction\r\n#12,cat,,left out\r\n"a, ""b"".png",dog,\'=1+1,relabelled\r\n\'@me,\'+cmd|x,-1.5,relabelled\r\n',
    );
  });
});
