import { describe, expect, it } from 'vitest';
import { fileNameOf, objectionToName, runEntry } from '../../../shared/project/format';

describe('objectionToName', () => {
  it.each(['document.json', 'runs/run-1/weights.safetensors', 'notes.md', 'a/b/c.d', 'Zürich.txt'])(
    'accepts %j',
    (name) => {
      expect(objectionToName(name)).toBeNull();
    },
  );
  const refused = [
    '',
    '/etc/passwd',
    '../x',
    'a/../../x',
    'a/./b',
    'a//b',
    'a\\b',
    '..\\x',
    'C:/x',
    'C:x',
    'a\0b',
    'a\nb',
    'con',
    'CON.txt',
    'a/nul/b',
    'lpt1.json',
    'x.',
    'x ',
    'a./b',
    '__proto__',
    'a/constructor',
    'x'.repeat(301),
    'a|b',
    'a?b',
    'a*b',
    '//host/share',
    'file:///x',
  ];
  it.each(refused)('refuses %j', (name) => {
    expect(objectionToName(name)).not.toBeNull();
  });
});

describe('fileNameOf', () => {
  const rows: readonly (readonly [name: string, file: string])[] = [
    ['My network', 'My network'],
    ['', 'Untitled'],
    ['../../etc/passwd', 'etc passwd'],
    ['a/b\\c:d*e', 'a b c d e'],
    ['CON', 'CON-project'],
    ['...', 'Untitled'],
    ['Ziffern – größer', 'Ziffern größer'],
    ['line\nbreak\u202eevil', 'line break evil'],
    ['x'.repeat(500), 'x'.repeat(80)],
    ['🚀', 'Untitled'],
  ];
  it.each(rows)('%j is saved as %j', (name, file) => {
    expect(fileNameOf(name)).toBe(file);
    expect(objectionToName(fileNameOf(name))).toBeNull();
  });
});

describe('runEntry', () => {
  it('takes apart the files of runs and nothing else', () => {
    expect(runEntry('runs/run-1/run.json')).toEqual({ runId: 'run-1', file: 'run.json' });
    for (const name of ['runs/run.json', 'runs/a/b/c', 'document.json', 'runs/../x']) expect(runEntry(name)).toBeNull();
  });
});
