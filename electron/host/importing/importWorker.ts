// The thread of one import: hundreds of megabytes are read, checked and written beside the host's own loop. The other end is
// index.ts, which ends the thread when the import is cancelled.
import { parentPort, workerData } from 'node:worker_threads';
import { type FromImportThread, type ImportRequest, importJob } from './job';

const post = (message: FromImportThread): void => parentPort?.postMessage(message);

void importJob(workerData as ImportRequest, (done, words) => post({ done, words })).then((result) => post({ result }));
