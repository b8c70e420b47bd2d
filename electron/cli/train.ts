// layerloom train FILE: the same training as in the app, followed in the terminal.
import { promises as fs } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import type { DataSource } from '../../shared/data/config';
import { findDataKind } from '../../shared/data/kinds';
import { withDecisions } from '../../shared/data/otherSource';
import { compile } from '../../shared/network/compile';
import type { ProjectDocument } from '../../shared/network/document';
import { pictureOptionsOf } from '../../shared/network/pictureOptions';
import { fail, ok, type Result } from '../../shared/result';
import type { RunRequest } from '../../shared/run/engine';
import type { EngineEvent, Figures } from '../../shared/run/events';
import { fileProblem } from '../host/atomicFile';
import { weightsOf } from '../host/startWeights';
import { newRunId } from '../host/training/prepared';
import { readProject } from './readProject';
import { teacherOptions, withTeacher } from './teacher';
import { exitCodeOf, exitCodes, type Context, type ExitCode, type Verb } from './verb';

const words = (figures: Figures): string =>
  Object.entries(figures)
    .map(([name, value]) => `${name} ${Number.isFinite(value) ? value.toPrecision(4) : String(value)}`)
    .join('  ');

/** A whole number from 1 (or `least`), or null. */
function wholeNumber(text: string, least: number, most: number): number | null {
  const value = /^\d{1,10}$/u.test(text) ? Number(text) : NaN;
  return value >= least && value <= most ? value : null;
}

async function withData(context: Context, document: ProjectDocument, path: string): Promise<Result<ProjectDocument>> {
  const full = resolve(path);
  let source: DataSource;
  try {
    const stats = await fs.stat(full);
    source = { type: stats.isDirectory() ? 'folder' : 'file', path: full, name: basename(full) };
  } catch (error) {
    return { ok: false, problem: fileProblem(error, full, 'read') };
  }
  const kind = document.data === null ? undefined : findDataKind(document.data.kind);
  const found = await context.engine().call('inspectData', {
    taskId: 'inspect',
    source,
    // The same kind as before, where such a source can be read as it; before the first data the network says what it takes.
    options: {
      ...(document.data === null ? pictureOptionsOf(document.network) : document.data.options),
      ...(kind === undefined || (source.type === 'folder' && !kind.folders) ? {} : { readAs: kind.id }),
    },
  });
  return found.ok ? ok({ ...document, data: withDecisions(found.value, document.data) }) : found;
}

async function withOptions(context: Context, document: ProjectDocument): Promise<Result<ProjectDocument>> {
  let changed = document;
  const epochs = context.option('epochs');
  if (epochs !== undefined) {
    const value = wholeNumber(epochs, 1, 1_000_000);
    if (value === null)
      return fail('usage.epochs', `--epochs must be a whole number from 1 to 1000000. It is "${epochs}".`);
    changed = { ...changed, training: { ...changed.training, epochs: value } };
  }
  const seed = context.option('seed');
  if (seed !== undefined) {
    const value = wholeNumber(seed, 0, 4_294_967_295);
    if (value === null)
      return fail('usage.seed', `--seed must be a whole number from 0 to 4294967295. It is "${seed}".`);
    changed = { ...changed, training: { ...changed.training, seed: value } };
  }
  const engine = context.option('engine');
  if (engine !== undefined) {
    if (!/^[\w-]{1,64}$/u.test(engine))
      return fail('usage.engine', `--engine must be a name that "layerloom devices" lists. It is "${engine}".`);
    changed = { ...changed, training: { ...changed.training, engine } };
  }
  const data = context.option('data');
  return data === undefined ? ok(changed) : withData(context, changed, data);
}

export const train: Verb = {
  name: 'train',
  summary: 'Trains the network and writes the run (record, figures, best weights) into a folder.',
  takesFile: true,
  options: [
    { name: 'data', value: 'PATH', help: 'Use this table, zip or folder in place of the project’s data' },
    { name: 'epochs', value: 'N', help: 'Epochs to train' },
    { name: 'seed', value: 'N', help: 'Seed of everything random' },
    { name: 'engine', value: 'NAME', help: 'Engine to use; "layerloom devices" lists them' },
    ...teacherOptions,
    { name: 'out', value: 'DIR', help: 'Folder for the run; made if need be, must be empty (default: runs/<run id>)' },
  ],
  async run(context) {
    const read = await readProject(context);
    if (!read.ok) {
      context.complain(read.problem);
      return exitCodeOf(read.problem);
    }
    for (const problem of read.value.problems) context.complain(problem);
    const changed = await withOptions(context, read.value.document);
    const taught = changed.ok ? await withTeacher(context, { ...read.value, document: changed.value }) : changed;
    if (!taught.ok) {
      context.complain(taught.problem);
      return taught.problem.code.startsWith('usage.') ? exitCodes.usage : exitCodeOf(taught.problem);
    }
    const { document } = taught.value;
    const plan = compile(document);
    if (!plan.ok) {
      context.complain(plan.problem);
      return exitCodes.problems;
    }
    const teacher = await taught.value.teacherOf(plan.value);
    if (!teacher.ok) {
      context.complain(teacher.problem);
      return exitCodes.problems;
    }
    const runId = newRunId(new Date());
    const folder = resolve(context.option('out') ?? join('runs', runId));
    try {
      await fs.mkdir(folder, { recursive: true });
      if ((await fs.readdir(folder)).length > 0) {
        context.complain(
          fail('file.notEmpty', `${folder} is not empty. Name a folder that is, or that is not there yet.`).problem,
        );
        return exitCodes.file;
      }
    } catch (error) {
      context.complain(fileProblem(error, folder, 'made'));
      return exitCodes.file;
    }
    const start = read.value.folder === null ? null : await weightsOf(read.value.folder);
    return follow(context, {
      runId,
      name: document.name,
      folder,
      plan: plan.value,
      resume: false,
      compareParts: true,
      ...(start === null ? {} : { start }),
      teacher: teacher.value,
    });
  },
};

async function follow(context: Context, request: RunRequest): Promise<ExitCode> {
  const { runId, folder } = request;
  let done: (code: ExitCode) => void = () => undefined;
  const ended = new Promise<ExitCode>((resolveEnd) => {
    done = resolveEnd;
  });
  context.on('run', ({ runId: of, events }) => {
    if (of !== runId) return;
    for (const event of events) {
      if (event.type === 'warning') {
        context.complain(event.problem);
        continue;
      }
      context.line(
        event.type === 'failed'
          ? { ...event, problem: { code: event.problem.code, message: event.problem.message } }
          : event,
      );
      tell(context, event);
      if (event.type === 'finished') done(context.interrupted ? exitCodes.interrupted : exitCodes.ok);
      if (event.type === 'failed')
        done(event.problem.code.startsWith('engine.') ? exitCodes.engine : exitCodes.problems);
    }
  });
  context.line({ type: 'run', runId, folder });
  const started = await context.engine().call('startRun', request);
  if (!started.ok) {
    context.complain(started.problem);
    await fs.rmdir(folder).catch(() => undefined);
    return exitCodeOf(started.problem);
  }
  context.onInterrupt(() => {
    context.say('Stopping; what was learned so far is kept…');
    void context.engine().call('stopRun', { runId });
  });
  const code = await ended;
  context.say(`The run is in ${folder}`);
  return code;
}

function tell(context: Context, event: EngineEvent): void {
  switch (event.type) {
    case 'started':
      context.say(
        `${event.engine.title}: ${event.parameters.toLocaleString('en')} parameters, ${event.samples.train} training, ${event.samples.validation} validation and ${event.samples.test} test samples`,
      );
      break;
    case 'epoch':
      context.say(
        `Epoch ${event.epoch}  ${words(event.train)}${event.validation === null ? '' : `  |  validation  ${words(event.validation)}`}${event.best ? '  (best)' : ''}`,
      );
      break;
    case 'finished':
      context.say(
        `${event.reason === 'completed' ? 'Done' : event.reason === 'stopped' ? 'Stopped' : 'Stopped early: the validation loss got no better'} after ${(event.elapsedMs / 1000).toFixed(1)} s. Best epoch: ${event.bestEpoch}.`,
      );
      break;
    case 'failed':
      if (!context.json) context.complain(event.problem);
      break;
    default:
  }
}
