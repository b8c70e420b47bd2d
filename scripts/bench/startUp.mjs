// From the command to a window one can work with: what `npm start` does when everything is set up.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { openSync, readSync, statSync } from 'node:fs';
import { root } from '../setup/paths.mjs';
import { median } from './figures.mjs';

const repeats = 5;

export async function measureStart({ launch, scratch, say }) {
  const electron = { shown: [], firstDrawn: [] };
  for (let count = 0; count < repeats; count++) {
    const { page, begin, close } = await launch();
    electron.shown.push(performance.now() - begin);
    await page.getByRole('button', { name: 'New project' }).first().waitFor();
    electron.firstDrawn.push(performance.now() - begin);
    await close();
  }
  const command = [];
  const screen = await screenOfItsOwn(scratch);
  for (let count = 0; count < repeats; count++) {
    const begin = performance.now();
    const child = spawn(process.execPath, [join(root, 'scripts/start.mjs')], {
      cwd: root,
      detached: true,
      stdio: 'ignore',
      env: { ...process.env, DISPLAY: screen.name, LAYERLOOM_USER_DATA: join(scratch, `start-${count}`) },
    });
    const seen = await screen.untilBright(15_000);
    if (seen) command.push(performance.now() - begin);
    process.kill(-child.pid, 'SIGKILL');
    await screen.untilDark(5000);
  }
  screen.stop();
  const rows = [
    ['electron . to the first page', median(electron.shown)],
    ['electron . to the start screen drawn', median(electron.firstDrawn)],
    ['npm start to a window on the screen', command.length > 0 ? median(command) : 'not seen'],
  ];
  say(`Start, everything set up: milliseconds, median of ${repeats}`, ['', 'ms'], rows);
  return { ...electron, command };
}

/** A virtual display whose picture lies in a file: a window is there when the middle of the screen is no longer black. */
async function screenOfItsOwn(scratch) {
  const server = spawn(
    'Xvfb',
    ['-displayfd', '3', '-screen', '0', '1600x1000x24', '-nolisten', 'tcp', '-noreset', '-fbdir', scratch],
    {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    },
  );
  const name = await new Promise((done) => server.stdio[3].once('data', (number) => done(`:${String(number).trim()}`)));
  const path = join(scratch, 'Xvfb_screen0');
  const file = openSync(path, 'r');
  const row = Buffer.alloc(1600 * 4);
  const isBright = () => {
    // The picture is at the end of the file; this is its middle row.
    readSync(file, row, 0, row.length, statSync(path).size - 500 * row.length);
    let lit = 0;
    for (let at = 0; at < row.length; at += 4) if (row[at] + row[at + 1] + row[at + 2] > 60) lit++;
    return lit > 300;
  };
  const until = async (wanted, timeoutMs) => {
    const end = performance.now() + timeoutMs;
    while (performance.now() < end) {
      if (isBright() === wanted) return true;
      await new Promise((done) => setTimeout(done, 10));
    }
    return false;
  };
  return {
    name,
    untilBright: (timeoutMs) => until(true, timeoutMs),
    untilDark: (timeoutMs) => until(false, timeoutMs),
    stop: () => server.kill(),
  };
}
