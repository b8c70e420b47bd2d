// Throw-away folders and documents for the tests of the host.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { ProjectDocument } from '../../shared/network/document';
import { defaultTraining } from '../../shared/run/training';

/** A folder that is gone after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'layerloom-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export function documentNamed(name: string, id = 'p-test'): ProjectDocument {
  return {
    format: 1,
    id,
    name,
    network: {
      nodes: [
        { id: 'n1', kind: 'input', name: 'input', params: { source: '' }, position: { x: 0, y: 0 } },
        { id: 'n2', kind: 'dense', name: 'dense', params: { units: 8 }, position: { x: 0, y: 100 } },
      ],
      edges: [{ id: 'e1', source: 'n1', target: 'n2', port: 'input' }],
    },
    data: null,
    training: defaultTraining,
    notes: '',
  };
}
