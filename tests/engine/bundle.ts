// Bundles a TypeScript file to one CommonJS file, as the app's build does, so that tests can start it as a process.
import { mkdirSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { build } from 'vite';
import { exportPage } from '../../scripts/exportPage.mjs';

const root = resolve(__dirname, '../..');

/** Path of the bundle of `entry` (relative to the project). Packages stay outside and are found from there. */
export async function bundle(entry: string): Promise<string> {
  const name = basename(entry, '.ts');
  // One folder per process: test files run beside each other.
  const outDir = join(root, '.cache/test-bundles', String(process.pid));
  mkdirSync(outDir, { recursive: true });
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    plugins: [exportPage()],
    build: {
      ssr: join(root, entry),
      outDir,
      emptyOutDir: false,
      target: 'node16',
      minify: false,
      rolldownOptions: { output: { format: 'cjs', entryFileNames: `${name}.cjs` } },
    },
  });
  return join(outDir, `${name}.cjs`);
}
