// How far long work is: one line at the bottom of a terminal, which goes when the work is done; lines for programs with --json.
import type { Events } from '../../shared/ipc';
import type { Context } from './verb';

export interface ProgressLine {
  show(progress: Events['progress']): void;
  /** Leaves the terminal as it was. */
  clear(): void;
}

/** Where stderr is no terminal people are told nothing: a file would fill with it. */
export function createProgressLine(
  context: Pick<Context, 'json' | 'line'>,
  terminal: Pick<NodeJS.WriteStream, 'isTTY' | 'columns' | 'write'> = process.stderr,
): ProgressLine {
  let shown = false;
  return {
    show({ done, total, message }) {
      context.line({ type: 'progress', done, total, message });
      if (context.json || !terminal.isTTY) return;
      const share = total > 0 ? ` (${Math.floor((100 * done) / total)} %)` : '';
      terminal.write(`\r\x1b[K${`${message}${share}`.slice(0, Math.max(0, (terminal.columns || 80) - 1))}`);
      shown = true;
    },
    clear() {
      if (shown) terminal.write('\r\x1b[K');
      shown = false;
    },
  };
}
