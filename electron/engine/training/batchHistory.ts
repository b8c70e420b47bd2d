// Appends every batch's figures to a run's file of them (its format: shared/run/batches.ts).
import { closeSync, fstatSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs';
import { encodeBatch, encodeBatchHeader } from '../../../shared/run/batches';
import type { Figures } from '../../../shared/run/events';

const FLUSH_MS = 200;

export interface HistoryWriter {
  append(step: number, figures: Figures): void;
  flush(): void;
  close(): void;
}

/**
 * Opens the file for appending. With `keep` what another process wrote stays, less half a row at its end; a file with
 * other columns, and any file without `keep`, is begun anew.
 */
export function openHistory(path: string, columns: readonly string[], keep: boolean): HistoryWriter {
  const header = encodeBatchHeader(columns);
  const rowBytes = 8 * (1 + columns.length);
  const file = openSync(path, keep ? 'a+' : 'w+');
  const size = fstatSync(file).size;
  const known = Buffer.alloc(header.length);
  readSync(file, known, 0, known.length, 0);
  const whole = header.length + Math.floor((size - header.length) / rowBytes) * rowBytes;
  let end = size >= header.length && known.equals(header) ? whole : 0;
  ftruncateSync(file, end);

  let waiting: Uint8Array[] = [];
  let flushedAt = performance.now();
  const flush = () => {
    flushedAt = performance.now();
    if (waiting.length === 0) return;
    const bytes = Buffer.concat(waiting);
    waiting = [];
    writeAll(file, bytes, end);
    end += bytes.length;
  };
  if (end === 0) {
    waiting.push(header);
    flush();
  }
  return {
    append: (step, figures) => {
      waiting.push(encodeBatch(columns, step, figures));
      if (performance.now() - flushedAt >= FLUSH_MS) flush();
    },
    flush,
    close: () => {
      try {
        flush();
      } finally {
        closeSync(file);
      }
    },
  };
}

/** writeSync may write less than asked without an error (a size limit, a full disk). */
function writeAll(file: number, bytes: Uint8Array, position: number): void {
  for (let done = 0; done < bytes.length;) {
    const written = writeSync(file, bytes, done, bytes.length - done, position + done);
    if (written === 0) throw new Error('ENOSPC: nothing could be written');
    done += written;
  }
}
