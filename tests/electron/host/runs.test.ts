// A run's record, which may have come with somebody's project: whole, or said to be damaged.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { listRuns, readRun } from '../../../electron/host/runs';
import { classes } from '../../engine/taughtCases';
import { temporaryFolder } from '../folder';

const whole = { id: 'r', name: 'Run 1', createdAt: '2026-01-01', status: 'stopped', plan: classes.teacher, epochs: [] };

function workspaceWith(record: object): string {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'runs', 'r'), { recursive: true });
  writeFileSync(join(folder, 'runs', 'r', 'run.json'), JSON.stringify(record));
  return folder;
}

describe('the record of a run', () => {
  it.each([{}, { startedFrom: 'run-0' }])('is read with %j', async (more) => {
    expect(await readRun(workspaceWith({ ...whole, ...more }), 'r', null)).toMatchObject({ ok: true, value: more });
  });

  it.each([
    { startedFrom: 5 },
    { startedFrom: '../../x' },
    { startedFrom: null },
    { elsewhere: {} },
    { epochs: [null] },
    { epochs: [1] },
    { epochs: {} },
    { plan: null },
  ])('is damaged with %j', async (more) => {
    const folder = workspaceWith({ ...whole, ...more });
    expect(await readRun(folder, 'r', null)).toMatchObject({ ok: false, problem: { code: 'run.damaged' } });
    expect(await listRuns(folder, null)).toEqual([]);
  });
});
