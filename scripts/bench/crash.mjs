// How long a crash of the engine holds a run up: `node scripts/run.mjs scripts/bench/crash.mjs [mlp] [cnn] [lstm] [--times N]`
// kills the engine's process while it trains and starts the next one on the same run, as the host does, until its first
// batch.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { option, words } from '../commandLine.mjs';
import { openNetwork, startEngine } from './engine.mjs';
import { median, short, table } from './figures.mjs';
import { networks } from './networks.mjs';

const times = Number(option('--times', '5'));
const asked = Object.keys(networks).filter((name) => words.includes(name));
/** It trains this long before it dies: long enough for a checkpoint. */
const livesMs = 4000;
const scratch = mkdtempSync(join(tmpdir(), 'layerloom-crash-'));
const rows = [];

for (const name of asked.length > 0 ? asked : ['mlp', 'cnn']) {
  const opened = await openNetwork(name, scratch);
  const held = [];
  let { engine } = opened;
  let killedAt = 0;
  for (let life = 0; life <= times; life++) {
    const { pid } = engine;
    await new Promise((died, failed) => {
      let firstAt = 0;
      const isDone = (event, at) => {
        if (event.type === 'batch' && firstAt === 0) {
          firstAt = at;
          if (life > 0) held.push(at - killedAt);
          setTimeout(() => {
            process.kill(pid, 'SIGKILL');
            killedAt = performance.now();
            died(undefined);
          }, livesMs);
        }
        return false;
      };
      engine.follow(opened.plan, join(scratch, name), isDone, { resume: life > 0 }).catch(failed);
    });
    engine = startEngine();
  }
  engine.end();
  rows.push([networks[name].title, short(median(held) / 1000), short(Math.max(...held) / 1000)]);
}
rmSync(scratch, { recursive: true, force: true });
console.log(table([`${times} crashes each`, 'seconds to the next batch', 'longest'], rows));
