// Runs a built process, kills it with SIGKILL after a while and gives what it had said.
import { spawn } from 'node:child_process';

/** `until`: text to wait for before the clock starts. */
export function runAndKill(file: string, args: readonly string[], afterMs: number, until: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [file, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    let complaint = '';
    let timer: NodeJS.Timeout | null = null;
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      if (timer === null && said.includes(until)) timer = setTimeout(() => child.kill('SIGKILL'), afterMs);
    });
    child.stderr.on('data', (chunk: Buffer) => {
      complaint += chunk.toString();
    });
    child.on('exit', (code, signal) => {
      if (signal === 'SIGKILL') resolve(said);
      else reject(new Error(`it ended by itself with ${code}: ${complaint}`));
    });
  });
}
