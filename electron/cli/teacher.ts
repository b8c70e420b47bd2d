// layerloom train --teacher RUN: the run that a network learns from, and how far.
import { promises as fs } from 'node:fs';
import { resolve } from 'node:path';
import type { ProjectDocument } from '../../shared/network/document';
import { recipeOf } from '../../shared/recipes';
import { distillation } from '../../shared/recipes/distillation';
import { supervised } from '../../shared/recipes/supervised';
import { type ParamValues, type Result, fail, ok } from '../../shared/result';
import type { TeacherPlace } from '../../shared/run/engine';
import type { Plan } from '../../shared/run/plan';
import { asTeacher, findTeacher } from '../host/teachers';
import { type CliProject, readRunOf, runOfProject } from './readProject';
import { flagValues, flagsOf } from './settings';
import type { Context, Option } from './verb';

const { teacher: _teacher, ...howFar } = distillation.params;

export const teacherOptions: readonly Option[] = [
  {
    name: 'teacher',
    value: 'RUN',
    help: 'Learn from this run, too: a run’s folder, or a run of the project by name or id',
  },
  ...flagsOf(howFar),
];

export interface Taught {
  /** With the recipe as the options say. */
  readonly document: ProjectDocument;
  /** The teacher that the plan names: the one of --teacher, or a run of the project (without one: below runs/ here). */
  teacherOf(plan: Plan): Promise<Result<TeacherPlace | undefined>>;
}

/** The project with the recipe that the options ask for. Problems: `usage.option`, `file.*`. */
export async function withTeacher(context: Context, project: CliProject): Promise<Result<Taught>> {
  const { document, folder: projectFolder } = project;
  const word = context.option('teacher');
  const said = Object.keys(howFar).filter((name) => context.option(name) !== undefined);
  const values = flagValues(howFar, context);
  if (!values.ok) return values;
  const given = Object.fromEntries(said.map((name) => [name, values.value[name]!]));
  const { recipe, params } = recipeOf(document.training);
  const before = recipe.id === distillation.id ? (params as ParamValues) : {};
  const changed = (more: ParamValues): ProjectDocument => ({
    ...document,
    training: { ...document.training, recipe: { id: distillation.id, params: { ...before, ...given, ...more } } },
  });
  if (word === undefined) {
    if (said.length > 0 && recipe.id !== distillation.id)
      return fail('usage.option', `--${said[0]} says how far a network learns from another. Name that with --teacher.`);
    return ok({
      document: said.length === 0 ? document : changed({}),
      teacherOf: (plan) => findTeacher(projectFolder ?? '.', plan),
    });
  }
  if (recipe.id !== distillation.id && recipe.id !== supervised.id)
    return fail(
      'usage.option',
      `--teacher cannot be combined with the project's recipe "${recipe.title}". Set its recipe to "${supervised.title}" first.`,
    );
  const isFolder = await fs.stat(resolve(word)).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
  const run = isFolder ? await readRunOf(context, word) : await runOfProject(project, context.file, word);
  if (!run.ok) return run;
  const { folder, record } = run.value;
  return ok({
    document: changed({ teacher: record.id }),
    teacherOf: (plan) => asTeacher(plan, folder, { name: record.name, plan: record.plan }),
  });
}
