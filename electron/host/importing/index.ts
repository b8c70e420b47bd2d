// Models of other programs become projects: read on a thread of their own, with progress and a way to end it.
import { basename } from 'node:path';
import { Worker } from 'node:worker_threads';
import { noRoomFor } from '../../../shared/import';
import type { ProjectDocument } from '../../../shared/network/document';
import { type Result, fail } from '../../../shared/result';
import { defaultTraining } from '../../../shared/run/training';
import { type Task, unlessCancelled } from '../../tasks';
import { fileProblem } from '../atomicFile';
import { type FromImportThread, type Imported, type ImportRequest, importJob } from './job';

export type { Imported } from './job';

/** Progress is told in thousandths. */
const whole = 1000;

/** The thread died: most often there was no room for what the file holds. */
function diedOf(error: Error, path: string): Result<never> {
  const memory = /allocation failed|ERR_WORKER_OUT_OF_MEMORY|heap/iu.test(
    `${(error as NodeJS.ErrnoException).code} ${error.message}`,
  );
  if (!memory) return { ok: false, problem: fileProblem(error, path, 'imported') };
  return fail('import.memory', noRoomFor(basename(path)));
}

async function onThread(worker: string, request: ImportRequest, task: Task): Promise<Result<Imported>> {
  const thread = new Worker(worker, { workerData: request });
  const ended = new Promise<Result<Imported>>((resolve) => {
    thread.on('message', (message: FromImportThread) => {
      if ('result' in message) resolve(message.result);
      else if (!task.signal.aborted) task.progress(Math.floor(whole * message.done), whole, message.words);
    });
    thread.on('error', (error) => resolve(diedOf(error, request.path)));
    thread.on('exit', () => resolve(diedOf(new Error('the import stopped unexpectedly'), request.path)));
  });
  try {
    return await unlessCancelled(task.signal, ended);
  } catch (error) {
    return { ok: false, problem: fileProblem(error, request.path, 'imported') };
  } finally {
    await thread.terminate();
  }
}

/**
 * Reads a model and writes its weights to `out`, on a thread where `worker` names its built file, else in place. Never
 * rejects; cancelled it ends with the Problem `cancelled`, at once on a thread. What failed or was cancelled may leave a
 * part of `out`.
 */
export function importModelFile(worker: string | null, request: ImportRequest, task: Task): Promise<Result<Imported>> {
  return worker === null
    ? importJob(request, (done, words) => task.progress(Math.floor(whole * done), whole, words))
    : onThread(worker, request, task);
}

/** A model as a project without data. */
export function documentOfImport(
  name: string,
  id: string,
  { network, notes }: Pick<Imported, 'network' | 'notes'>,
): ProjectDocument {
  return {
    format: 1,
    id,
    name: name.slice(0, 200),
    network,
    data: null,
    training: defaultTraining,
    notes: notes.join('\n').slice(0, 100_000),
  };
}

/** True for names of files that are models of other programs, which open by being imported. */
export function isModelName(name: string): boolean {
  return /\.(keras|h5|hdf5|pt|pth|ckpt|pkl|pickle|joblib|npy|pb|onnx|tflite|safetensors|json)$/iu.test(name);
}
