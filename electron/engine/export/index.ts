// Exports a run: gathers what its format needs, writes the files beside the goal, runs them on samples, and only then
// moves the folder into place. What could not be checked, or answers differently, is said in the verdict.
import { promises as fs } from 'node:fs';
import { dirname, join } from 'node:path';
import type { DataConfig } from '../../../shared/data/config';
import type { FittedPreprocessing } from '../../../shared/data/fitted';
import { withGroups } from '../../../shared/data/groups';
import { exportFormats, findExportFormat } from '../../../shared/export';
import { CannotExport, type ExportFile, objectionTo } from '../../../shared/export/format';
import { withTokenizers } from '../../../shared/export/tokenizerJson';
import { checkParams, defaultsOf } from '../../../shared/params';
import { type ParamValues, type Result, fail, ok } from '../../../shared/result';
import type { ExportReport } from '../../../shared/run/exported';
import type { Trained } from '../answering/trained';
import type { OpenedData } from '../data/dataset';
import { toProblem } from '../problems';
import { openForPlan } from '../training/recipe';
import { gather } from './gather';
import { inUse, judgeOf } from './sides';
import { check } from './verdict';
import { type ExportWatch, step } from './watch';

export interface ExportRequest {
  /** The run's folder. */
  readonly folder: string;
  /** Id in exportFormats. */
  readonly format: string;
  /** The folder to be made. One that is there already stays, and the export gets a free name beside it. */
  readonly out: string;
  readonly options: ParamValues;
  /** The column whose groups are told apart in figures; undefined: the run's own. */
  readonly groupBy?: string | undefined;
  /** What writes it, such as "Layerloom 1.0.0". */
  readonly app?: string;
}

export interface ExportServices {
  load(folder: string): Promise<Trained>;
  openData(config: DataConfig, fitted?: FittedPreprocessing): Promise<Result<OpenedData>>;
}

/** Never throws. A cancelled or failed export leaves nothing behind. */
export async function exportRun(
  request: ExportRequest,
  services: ExportServices,
  watch: ExportWatch = {},
): Promise<Result<ExportReport>> {
  const format = findExportFormat(request.format);
  if (format === undefined) {
    const known = exportFormats.map(({ id }) => id).join(', ');
    return fail('export.format', `There is no export format "${request.format}". Choose one of: ${known}.`);
  }
  const options = { ...defaultsOf(format.params), ...request.options };
  const objection = checkParams(format.params, options);
  if (objection !== null) return fail('export.options', objection.message, { param: objection.param });
  let trained: Trained | null = null;
  let data: OpenedData | null = null;
  const draft = `${request.out}.draft-${process.pid}-${Date.now().toString(36)}`;
  try {
    step(watch, 0, 'Reading the run');
    const whole = await services.load(request.folder);
    trained = whole;
    const { record } = trained;
    const refusal = objectionTo(format, record);
    if (refusal !== null) throw new CannotExport(refusal);
    const plan = { ...record.plan, data: withGroups(record.plan.data, request.groupBy) };
    const opened = await openForPlan(services.openData, plan, record.preprocessing, undefined);
    if (opened.ok) data = opened.value;
    // Figures and pictures are of all that was trained; files that answer are of what is used.
    if (!['none', 'weights'].includes(format.check.by)) trained = inUse(whole);
    step(watch, 1, 'Writing the files');
    const judge = format.needs.includes('judge') ? judgeOf(whole) : null;
    const gathered = await gather(format, trained, data, { options, app: request.app }, watch);
    const input = { ...gathered, ...(judge === null ? {} : { judge }) };
    const written = withTokenizers(format.files(input), trained.record);
    await writeFiles(draft, written);
    const outcome = opened.ok
      ? await check(format, draft, trained, opened.value, watch)
      : { verified: null, verdict: `Not checked: the run's data could not be opened. ${opened.problem.message}` };
    const files =
      'failed' in outcome ? [...written, { path: 'UNVERIFIED.txt', text: `${outcome.verdict}\n` }] : written;
    await writeFiles(draft, files.slice(written.length));
    step(watch, 4, 'Moving the files into place');
    const folder = await moveIntoPlace(draft, request.out);
    return ok({ files: files.map(({ path }) => path).sort(), folder, ...outcome });
  } catch (error) {
    await fs.rm(draft, { recursive: true, force: true }).catch(() => undefined);
    if (error instanceof CannotExport)
      return fail('export.layer', error.message, error.node === undefined ? {} : { node: error.node });
    return { ok: false, problem: toProblem(error, `exporting as ${format.title}`) };
  } finally {
    trained?.release();
    data?.close();
  }
}

async function writeFiles(folder: string, files: readonly ExportFile[]): Promise<void> {
  await fs.mkdir(folder, { recursive: true });
  for (const file of files) {
    const path = join(folder, ...file.path.split('/'));
    await fs.mkdir(dirname(path), { recursive: true });
    await fs.writeFile(path, 'text' in file ? file.text : file.bytes);
  }
}

/** Renames the draft to `wanted`, or "wanted 2", "wanted 3", … where something is there already. */
async function moveIntoPlace(draft: string, wanted: string): Promise<string> {
  for (let n = 1; ; n++) {
    const folder = n === 1 ? wanted : `${wanted} ${n}`;
    const taken = await fs.lstat(folder).then(
      () => true,
      () => false,
    );
    if (taken) continue;
    await fs.rename(draft, folder);
    return folder;
  }
}
