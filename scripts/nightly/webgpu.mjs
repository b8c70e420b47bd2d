// `npm run nightly:webgpu [-- --dry]`: every layer, everything else that training offers and every sample project on the
// WebGPU engine, held against the native one. Without a GPU that is slow, so that `npm test` looks at one example of each
// layer only. The driver is SwiftShader's, which comes with Chromium; VK_DRIVER_FILES names another. Writes docs/webgpu.md;
// with --dry it does not. Ends with 1 where something differs, and where no driver answers.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { format } from 'prettier';
import { engineReport, ensureNativeEngine } from '../setup/nativeEngine.mjs';
import { nodeModules, root } from '../setup/paths.mjs';
import { readJson } from '../setup/stamp.mjs';
import { ensureSystemPackages, findChromium } from '../setup/systemPackages.mjs';

const checks = [
  {
    file: 'tests/engine/backends/layersInTfjs.test.ts',
    what: 'Each example of each layer: outputs, predicting and training, and slopes in all weights and inputs, within 1e-4',
    only: /in tfjs on webgpu/u,
  },
  {
    file: 'tests/engine/training/everyLayer.test.ts',
    what: 'Each layer in a network: two steps of training, twice to the same weights, nothing left in memory',
    only: /every layer on webgpu/u,
  },
  {
    file: 'tests/engine/training/choicesOnEngines.test.ts',
    what: 'Activations, losses, metrics, optimizers, clipping, weight decay, a teacher: figures and weights of three batches',
    only: /./u,
  },
  {
    file: 'tests/engine/training/samplesOnEngines.test.ts',
    what: 'Each sample project on its own data: the losses of two steps, within 1e-4',
    only: /./u,
  },
];

await ensureSystemPackages(['engine', 'tests']);
await ensureNativeEngine();
const chromium = findChromium();
const scratch = mkdtempSync(join(tmpdir(), 'layerloom-webgpu-'));
try {
  const rows = checks.map(rowOf);
  if (rows[0].cases === 0) throw new Error('No driver answered through Vulkan: see what the tests say above.');
  if (!process.argv.includes('--dry')) {
    writeFileSync(join(root, 'docs/webgpu.md'), await format(pageOf(rows), { parser: 'markdown', printWidth: 120 }));
  }
  process.exitCode = rows.every(({ cases, passed }) => cases > 0 && passed === cases) ? 0 : 1;
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

/** Runs a check's file with WebGPU among its engines. */
function rowOf({ file, what, only }) {
  const report = join(scratch, 'report.json');
  rmSync(report, { force: true });
  const args = ['run', '--project', 'node', file, '--testTimeout', '600000', '--reporter=json'];
  spawnSync(process.execPath, [join(nodeModules, 'vitest/vitest.mjs'), ...args, `--outputFile.json=${report}`], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: {
      ...process.env,
      LAYERLOOM_TEST_WEBGPU: 'all',
      LAYERLOOM_ENGINE_INFO: engineReport,
      ...(chromium === undefined ? {} : { LAYERLOOM_CHROMIUM: chromium }),
    },
  });
  const all = readJson(report)?.testResults.flatMap(({ assertionResults }) => assertionResults) ?? [];
  const ran = all.filter(({ fullName, status }) => only.test(fullName) && status !== 'pending');
  const differing = ran.filter(({ status }) => status !== 'passed').map(({ title }) => title);
  const seconds = ran.reduce((sum, { duration }) => sum + (duration ?? 0), 0) / 1000;
  const row = { what, cases: ran.length, passed: ran.length - differing.length, differing, seconds };
  console.log(`${file}: ${row.passed} of ${row.cases} on WebGPU as natively, ${seconds.toFixed(0)} s`);
  return row;
}

function pageOf(rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return `${[
    '# WebGPU',
    '',
    'Written by `npm run nightly:webgpu`: the WebGPU engine (Dawn, in the engine’s own process) held against the native one, case by',
    'case, on SwiftShader, a driver that computes on the processor and comes with Chromium. Its times say nothing of a GPU. `npm test`',
    'looks at the first example of each layer. Seconds of the last two rows are those of all engines together.',
    '',
    line(['what is held', 'cases', 'as natively', 'others', 'seconds']),
    line(['---', '---:', '---:', '---', '---:']),
    ...rows.map(({ what, cases, passed, differing, seconds }) =>
      line([what, cases, passed, differing.map((title) => `\`${title}\``).join(', ') || '–', seconds.toFixed(0)]),
    ),
  ].join('\n')}\n`;
}
