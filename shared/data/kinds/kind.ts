// What a data kind is: how it introduces itself, what it reads, and how its configuration becomes inputs and targets.
import type { ParamSchema } from '../../params';
import type { Problem } from '../../result';
import type { DataConfig } from '../config';
import type { DataSpec } from '../spec';

export interface DataKindDefinition {
  readonly id: DataConfig['kind'];
  readonly title: string;
  /** One plain sentence. */
  readonly summary: string;
  /** Name of a lucide icon. */
  readonly icon: string;
  /** Extensions of the files it reads, with their dot; empty for none. */
  readonly extensions: readonly string[];
  /** Whether it reads folders. */
  readonly folders: boolean;
  /** Reading options: `DataConfig.options`. */
  readonly params: ParamSchema;
  /** The options as a form for data that was read: choices among its columns, and no option that has no effect. */
  form?(config: DataConfig): ParamSchema;
  /** Why a source that reads like this was taken for it, in one plain sentence. */
  reason(config: DataConfig): string;
  /** What a configuration gives to a network. Pure, and never fails: `check` says what is wrong. */
  spec(config: DataConfig): DataSpec;
  /** Objections of this kind; those of every kind (split, number of samples) are describe.ts's. */
  check(config: DataConfig): readonly Problem[];
}

/** A problem of a data set, with the way to it. `subject` names the column or setting. */
export function dataProblem(severity: Problem['severity'], code: string, message: string, subject?: string): Problem {
  return {
    code,
    message,
    severity,
    ...(subject === undefined ? {} : { param: subject }),
    fixes: [{ type: 'goTo', title: 'Open the data step', step: 'data' }],
  };
}

/** "1 row", "2 rows": a count with its word. */
export function count(n: number, word: string, words = `${word}s`): string {
  return `${n.toLocaleString('en-US')} ${n === 1 ? word : words}`;
}

/** The one target of samples that have a class each; none while no class has a name. */
export function sortedTargets(name: string, title: string, classes: readonly string[]): DataSpec['targets'] {
  if (classes.length === 0) return {};
  return { [name]: { title, task: classes.length === 2 ? 'binary' : 'classification', classes } };
}

/** Objections to how classes are filled: one class, a class with a single sample, strong imbalance. */
export function checkClasses(
  target: string,
  classes: readonly string[],
  counts: readonly number[],
): readonly Problem[] {
  const problems: Problem[] = [];
  if (classes.length === 0) return problems;
  if (classes.length === 1) {
    return [
      dataProblem(
        'error',
        'data.target.oneClass',
        `Every sample has the same class "${classes[0]}", so there is nothing to tell apart. Choose another target, or add samples of a second class.`,
        target,
      ),
    ];
  }
  if (counts.length !== classes.length) return problems;
  const single = classes.filter((_, i) => counts[i] === 1);
  if (single.length > 0) {
    const names = single
      .slice(0, 3)
      .map((name) => `"${name}"`)
      .join(', ');
    problems.push(
      dataProblem(
        'warning',
        'data.target.rareClass',
        `${count(single.length, 'class has', 'classes have')} only one sample (${names}${single.length > 3 ? ', …' : ''}). A network cannot both learn such a class and be tested on it. Add samples, or leave the class out.`,
        target,
      ),
    );
  }
  const most = Math.max(...counts);
  const least = Math.min(...counts);
  if (least > 0 && most / least >= 5) {
    const rare = classes[counts.indexOf(least)];
    const common = classes[counts.indexOf(most)];
    const problem = dataProblem(
      'warning',
      'data.target.imbalance',
      `"${common}" has ${Math.round(most / least)} times as many samples as "${rare}" (${most.toLocaleString('en-US')} and ${least.toLocaleString('en-US')}). A network may ignore the rare class: turn on balanced class weights in the training step, and look at more than accuracy.`,
      target,
    );
    problems.push({
      ...problem,
      fixes: [
        { type: 'setTraining', title: 'Use balanced class weights', values: { classWeights: 'balanced' } },
        ...(problem.fixes ?? []),
      ],
    });
  }
  return problems;
}
