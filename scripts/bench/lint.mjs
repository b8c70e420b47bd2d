// `node scripts/run.mjs scripts/bench/lint.mjs`: how long all lint rules take over networks of 100 and 400 layers. Bundles
// tests/shared/network/lintSpeed.ts as the app's build does, and runs it.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'vite';

const root = resolve(import.meta.dirname, '../..');
const outDir = mkdtempSync(join(tmpdir(), 'layerloom-lint-'));
try {
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    build: {
      ssr: join(root, 'tests/shared/network/lintSpeed.ts'),
      outDir,
      rolldownOptions: { output: { format: 'cjs', entryFileNames: 'lintSpeed.cjs' } },
    },
    ssr: { noExternal: true },
  });
  process.stdout.write(execFileSync(process.execPath, [join(outDir, 'lintSpeed.cjs')], { encoding: 'utf8' }));
} finally {
  rmSync(outDir, { recursive: true, force: true });
}
