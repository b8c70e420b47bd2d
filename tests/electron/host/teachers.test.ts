// The run that another is to learn from: found among a workspace's runs, or refused before anything is started.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeSealed } from '../../../electron/engine/training/sealed';
import { findTeacher, teacherOfCarried } from '../../../electron/host/teachers';
import type { Plan } from '../../../shared/run/plan';
import { classes, several } from '../../engine/taughtCases';
import { temporaryFolder } from '../folder';

/** A workspace with runs "good", "bare" (without weights) and "other" (of other data). */
function workspace(): string {
  const folder = temporaryFolder();
  const run = (id: string, plan: Plan, ...files: readonly string[]) => {
    const own = join(folder, 'runs', id);
    mkdirSync(own, { recursive: true });
    const record = { id, name: `Run ${id}`, createdAt: '2026-01-01', status: 'completed', plan, epochs: [] };
    writeFileSync(join(own, 'run.json'), JSON.stringify(record));
    for (const file of files) writeFileSync(join(own, file), '');
  };
  run('good', classes.teacher, 'weights.safetensors');
  run('bare', classes.teacher);
  run('other', several.teacher, 'weights.safetensors');
  writeFileSync(join(folder, 'runs', 'good', 'label.json'), '{"name":"Large one"}');
  return folder;
}

const learningFrom = (teacher: string): Plan => ({
  ...classes.student,
  training: { ...classes.student.training, recipe: { id: 'distillation', params: { teacher } } },
});

describe('the teacher that a plan names', () => {
  it('is found by its id, under the name that it was given', async () => {
    const folder = workspace();
    expect(await findTeacher(folder, learningFrom('good'))).toEqual({
      ok: true,
      value: { folder: join(folder, 'runs', 'good'), name: 'Large one', plan: classes.teacher },
    });
    expect(await findTeacher(folder, classes.teacher)).toEqual({ ok: true, value: undefined });
  });

  it.each([
    ['gone', 'nobody', /not to be had\. This run is no longer there/],
    ['gone', '../../elsewhere', /It was deleted, or belongs to another project/],
    ['noWeights', 'bare', /Run bare has no weights to learn from/],
    ['input', 'other', /Run other reads the input "x"/],
  ])('is refused as %s: %s', async (code, teacher, says) => {
    const found = await findTeacher(workspace(), learningFrom(teacher));
    if (found.ok) throw new Error('it was found');
    expect(found.problem.code).toBe(`teacher.${code}`);
    expect(found.problem.message).toMatch(says);
  });

  it('of a run that goes on is known from its copy when its own run is gone', async () => {
    const folder = workspace();
    const own = join(folder, 'runs', 'own');
    mkdirSync(own);
    const carried = (teacher: string) => teacherOfCarried(folder, own, learningFrom(teacher));
    expect(await carried('gone')).toBeUndefined();
    const state = JSON.stringify({ facts: { name: 'Large one' }, plan: classes.teacher, preprocessing: {} });
    const copy = writeSealed({ state, tensors: new Map() });
    writeFileSync(join(own, 'teacher.safetensors'), copy);
    expect(await carried('gone')).toEqual({
      folder: join(folder, 'runs', 'gone'),
      name: 'Large one',
      plan: classes.teacher,
    });
    expect((await carried('good'))?.folder).toBe(join(folder, 'runs', 'good'));
    writeFileSync(join(own, 'teacher.safetensors'), copy.subarray(0, 20));
    expect(await carried('gone')).toBeUndefined();
  });
});
