// Builds a TypeScript entry of the tests into one CommonJS file, as the app itself is built, so that a child process
// can run it (and be killed).
import { mkdirSync, mkdtempSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { rolldown } from 'rolldown';

/** Cleared by the next `npm test`. */
const bundles = resolve(__dirname, '../../.cache/test-bundles');

/** Path of the built file. It loads nothing from node_modules but what the app leaves there too. */
export async function bundle(entry: string): Promise<string> {
  mkdirSync(bundles, { recursive: true });
  const folder = mkdtempSync(join(bundles, 'entry-'));
  const file = join(folder, `${basename(entry, '.ts')}.cjs`);
  const build = await rolldown({
    input: entry,
    platform: 'node',
    external: [/^@tensorflow\//, /^@napi-rs\//, 'bufferutil', 'utf-8-validate'],
    logLevel: 'silent',
  });
  await build.write({ file, format: 'cjs', codeSplitting: false });
  await build.close();
  return file;
}
