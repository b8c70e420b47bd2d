// The `layerloom` command: the engine without a window, for analysts, scripts and tests. docs/command.md describes it.
import { promises as fs } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { version } from '../../package.json';
import { fail, type Problem } from '../../shared/result';
import { createEngineHost, type EngineHost } from '../host/engineHost';
import { forkEngine } from '../host/engineProcess';
import { pictureCacheFolder, userDataFolder } from '../host/userData';
import type { Events } from '../../shared/ipc';
import { check } from './check';
import { devices } from './devices';
import { exportVerb } from './export';
import { generate } from './generate';
import { importVerb } from './import';
import { predict } from './predict';
import { createProgressLine } from './progressLine';
import { train } from './train';
import { createTasks } from '../tasks';
import { exitCodes, type Context, type ExitCode, type Listener, type Option, type Verb } from './verb';

const verbs: readonly Verb[] = [check, train, predict, generate, exportVerb, importVerb, devices];

function usageOf(verb: Verb): string {
  const options = verb.options.map((option) => {
    const text = `--${option.name}${option.value === null ? '' : ` ${option.value}`}`;
    return option.required === true ? text : `[${text}]${option.many === true ? '…' : ''}`;
  });
  return ['layerloom', verb.name, ...(verb.takesFile ? ['FILE'] : []), ...options, '[--json]'].join(' ');
}

const optionLine = (option: Option): string => `      ${`--${option.name}`.padEnd(13)} ${option.help}`;

function help(): string {
  const lines = [
    'Layerloom: design, train and export neural networks. FILE is a project (.loom) or a document (.json).',
    '',
  ];
  for (const verb of verbs) {
    lines.push(`  ${usageOf(verb)}`, `      ${verb.summary}`);
    lines.push(...verb.options.map(optionLine));
    lines.push('');
  }
  lines.push('  --json prints one JSON record per line; --help and --version do what they say.');
  lines.push('  Exit codes: 0 done, 1 problems found or training failed, 2 usage, 3 file, 4 engine, 130 interrupted.');
  return `${lines.join('\n')}\n`;
}

function misused(message: string): ExitCode {
  process.stderr.write(`${message}\nTry: layerloom --help\n`);
  return exitCodes.usage;
}

async function main(args: readonly string[]): Promise<ExitCode> {
  const [name, ...rest] = args;
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    process.stdout.write(help());
    return name === undefined ? exitCodes.usage : exitCodes.ok;
  }
  if (name === '--version' || name === '-v') {
    process.stdout.write(`${version}\n`);
    return exitCodes.ok;
  }
  const verb = verbs.find((candidate) => candidate.name === name);
  if (verb === undefined)
    return misused(`There is no verb "${name}". The verbs are ${verbs.map((known) => known.name).join(', ')}.`);
  const options = Object.fromEntries(
    verb.options.map((option) => [
      option.name,
      { type: option.value === null ? ('boolean' as const) : ('string' as const), multiple: option.many === true },
    ]),
  );
  let parsed;
  try {
    parsed = parseArgs({
      args: [...rest],
      options: { ...options, json: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
      allowPositionals: true,
    });
  } catch (error) {
    return misused(error instanceof Error ? error.message : String(error));
  }
  const values = parsed.values as Values;
  if (values['help'] === true) {
    const lines = [usageOf(verb), verb.summary, ...verb.options.map(optionLine), ...(verb.more?.() ?? [])];
    process.stdout.write(`${lines.join('\n')}\n`);
    return exitCodes.ok;
  }
  const expected = verb.takesFile ? 1 : 0;
  if (parsed.positionals.length !== expected) return misused(`Expected: ${usageOf(verb)}`);
  const missing = verb.options.find((option) => option.required === true && values[option.name] === undefined);
  if (missing !== undefined) return misused(`--${missing.name} is missing. Expected: ${usageOf(verb)}`);
  return runVerb(verb, parsed.positionals[0] ?? '', values);
}

type Values = { readonly [name: string]: string | boolean | readonly string[] | undefined };

async function runVerb(verb: Verb, file: string, values: Values): Promise<ExitCode> {
  const json = values['json'] === true;
  const listeners: { readonly [E in 'run' | 'progress']: Listener<E>[] } = { run: [], progress: [] };
  const interruptListeners: (() => void)[] = [];
  const folders: string[] = [];
  let engine: EngineHost | null = null;
  let interrupted = false;
  let engineGone: (problem: Problem) => void = () => undefined;
  const gone = new Promise<Problem>((resolve) => {
    engineGone = resolve;
  });

  const context: Context = {
    file,
    json,
    option: (name) => {
      const value = values[name];
      return typeof value === 'string' ? value : undefined;
    },
    options: (name) => (values[name] ?? []) as readonly string[],
    say(line) {
      if (!json) process.stdout.write(`${line}\n`);
    },
    line(record) {
      if (json) process.stdout.write(`${JSON.stringify(record)}\n`);
    },
    complain(problem) {
      if (json)
        process.stdout.write(
          `${JSON.stringify({ type: 'problem', code: problem.code, severity: problem.severity, message: problem.message })}\n`,
        );
      else process.stderr.write(`${problem.message}\n`);
    },
    engine() {
      engine ??= createEngineHost({
        spawn: (settings) =>
          forkEngine(join(__dirname, 'engine.cjs'), {
            ...settings,
            pictureCache: pictureCacheFolder(userDataFolder(process.env)),
          }),
        onEvent(event, payload) {
          for (const listener of listeners[event])
            (listener as (payload: unknown) => void)(payload as Events[typeof event]);
        },
        onStatus: () => undefined,
        // In the terminal a dead engine is an answer, not something to be carried on behind the caller's back.
        onRestart: () =>
          engineGone(
            fail(
              'engine.crashed',
              'The engine stopped unexpectedly. The run can be found in its folder up to the last checkpoint.',
            ).problem,
          ),
        onGiveUp: (problem) => engineGone(problem),
      });
      return engine;
    },
    importWorker: join(__dirname, 'importWorker.cjs'),
    async asTask(work) {
      const bar = createProgressLine(context);
      const tasks = createTasks(bar.show);
      interruptListeners.push(() => tasks.cancel(verb.name));
      try {
        return await tasks.run(verb.name, work);
      } finally {
        bar.clear();
      }
    },
    on: (event, listener) => void (listeners[event] as unknown[]).push(listener),
    onInterrupt: (listener) => void interruptListeners.push(listener),
    get interrupted() {
      return interrupted;
    },
    async temporaryFolder() {
      const folder = await fs.mkdtemp(join(tmpdir(), 'layerloom-'));
      folders.push(folder);
      return folder;
    },
  };

  const onSignal = () => {
    if (interrupted || interruptListeners.length === 0) {
      engine?.close();
      process.exit(exitCodes.interrupted);
    }
    interrupted = true;
    for (const listener of interruptListeners) listener();
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  process.on('exit', () => engine?.close());
  try {
    return await Promise.race([
      verb.run(context),
      gone.then((problem) => {
        context.complain(problem);
        return exitCodes.engine;
      }),
    ]);
  } finally {
    process.off('SIGINT', onSignal);
    process.off('SIGTERM', onSignal);
    (engine as EngineHost | null)?.close();
    for (const folder of folders) await fs.rm(folder, { recursive: true, force: true }).catch(() => undefined);
  }
}

// A reader that has seen enough (head) is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) =>
  process.exit(error.code === 'EPIPE' ? exitCodes.ok : exitCodes.file),
);

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(
      `Layerloom failed unexpectedly: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    );
    process.exitCode = exitCodes.problems;
  },
);
