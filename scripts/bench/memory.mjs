// Does training leak? `node scripts/run.mjs scripts/bench/memory.mjs [mlp] [cnn] [lstm] [transformer] [--minutes N]
// [--json]` trains in the engine's own process and watches its resident memory (Linux). The first two fifths of the time count as warm-up.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { has, option, words } from '../commandLine.mjs';
import { slope, short, table } from './figures.mjs';
import { networks } from './networks.mjs';
import { openNetwork } from './engine.mjs';

const minutes = Number(option('--minutes', '5'));
const asked = Object.keys(networks).filter((name) => words.includes(name));
const scratch = mkdtempSync(join(tmpdir(), 'layerloom-memory-'));

const results = {};
for (const name of asked.length > 0 ? asked : ['mlp', 'cnn']) {
  const { plan, engine } = await openNetwork(name, scratch);
  const points = [];
  const begin = performance.now();
  const look = () => {
    const resident = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${engine.pid}/status`, 'utf8'));
    points.push([(performance.now() - begin) / 60_000, Number(resident?.[1]) / 1024]);
  };
  const timer = setInterval(look, 2000);
  let steps = 0;
  await engine.follow(plan, join(scratch, name), (event, at) => {
    if (event.type === 'batch') steps = event.step;
    return at - begin >= minutes * 60_000;
  });
  clearInterval(timer);
  engine.end();
  const warm = points.filter(([at]) => at >= 0.4 * minutes);
  const values = warm.map(([, resident]) => resident);
  results[name] = {
    steps,
    slopeMBPerMinute: slope(warm),
    startMB: points[0]?.[1],
    warmMB: values[0],
    endMB: values[values.length - 1],
    lowestMB: Math.min(...values),
    highestMB: Math.max(...values),
    points,
  };
}
rmSync(scratch, { recursive: true, force: true });
if (has('--json')) console.log(JSON.stringify(results));
else {
  console.log(
    table(
      [
        `${minutes} minutes each`,
        'steps',
        'MB at start',
        'after warm-up',
        'at the end',
        'lowest',
        'highest',
        'MB a minute',
      ],
      Object.entries(results).map(([name, of]) => [
        networks[name].title,
        of.steps,
        ...[of.startMB, of.warmMB, of.endMB, of.lowestMB, of.highestMB, of.slopeMBPerMinute].map(short),
      ]),
    ),
  );
}
