// layerloom export FILE --format NAME --out PATH: a trained run for use elsewhere, checked by running it.
import { promises as fs } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { version } from '../../package.json';
import { exportFormats, findExportFormat } from '../../shared/export';
import { fail } from '../../shared/result';
import { fileProblem } from '../host/atomicFile';
import { readRunOf } from './readProject';
import { optionLines, settingsOf } from './settings';
import { exitCodeOf, exitCodes, type Verb } from './verb';

export const exportVerb: Verb = {
  name: 'export',
  summary: 'Writes a trained run in a format for use elsewhere.',
  takesFile: true,
  options: [
    { name: 'format', value: 'NAME', help: exportFormats.map(({ id }) => id).join(', '), required: true },
    { name: 'out', value: 'DIR', help: 'Folder for the files; made if need be, must be empty', required: true },
    {
      name: 'option',
      value: 'NAME=VALUE',
      help: 'An option of the format; "layerloom export --help" lists them',
      many: true,
    },
    { name: 'run', value: 'NAME', help: 'Run of the project, by name or id (default: the newest trained one)' },
  ],
  more: () => exportFormats.flatMap(({ id, params }) => optionLines(`--format ${id}`, params)),
  async run(context) {
    // An unknown format is named by the engine, which knows them, too.
    const format = context.option('format') ?? '';
    const options = settingsOf(
      findExportFormat(format)?.params ?? {},
      context.options('option'),
      `The format "${format}"`,
    );
    if (!options.ok) {
      context.complain(options.problem);
      return exitCodes.usage;
    }
    const run = await readRunOf(context);
    if (!run.ok) {
      context.complain(run.problem);
      return exitCodeOf(run.problem);
    }
    const out = resolve(context.option('out') ?? '');
    const there = await fs.readdir(out).catch(() => []);
    if (there.length > 0) {
      context.complain(
        fail('file.notEmpty', `${out} is not empty. Name a folder that is, or that is not there yet.`).problem,
      );
      return exitCodes.file;
    }
    try {
      // The engine makes the folder when the export is whole, and would not take one that is there.
      await fs.mkdir(dirname(out), { recursive: true });
      await fs.rmdir(out).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== 'ENOENT') throw error;
      });
    } catch (error) {
      context.complain(fileProblem(error, out, 'made'));
      return exitCodes.file;
    }
    context.on('progress', ({ done, total, message }) => context.line({ type: 'progress', done, total, message }));
    context.onInterrupt(() => void context.engine().call('cancel', { taskId: 'export' }));
    const report = await context.engine().call('exportRun', {
      app: `Layerloom ${version}`,
      taskId: 'export',
      folder: run.value.folder,
      format,
      out,
      options: options.value,
    });
    if (!report.ok) {
      context.complain(report.problem);
      if (context.interrupted) return exitCodes.interrupted;
      return exitCodeOf(report.problem);
    }
    context.line({ type: 'exported', ...report.value });
    for (const file of report.value.files) context.say(`  ${file}`);
    context.say(report.value.verdict);
    context.say(`The files are in ${report.value.folder}`);
    return exitCodes.ok;
  },
};
