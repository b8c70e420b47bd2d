// The engine's data room as files that a process of its own can load: `data.cjs` and, for its threads, `dataWorker.cjs`.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';
import { root } from '../setup/paths.mjs';

/**
 * Builds into a folder, which must lie within the project: the bundle finds the packages that stay outside of it.
 * @param {string} folder
 */
export async function buildDataRoom(folder) {
  mkdirSync(folder, { recursive: true });
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    ssr: { noExternal: true, external: ['@tensorflow/tfjs', '@napi-rs/canvas'] },
    build: {
      ssr: true,
      outDir: folder,
      target: 'node16',
      minify: false,
      rolldownOptions: {
        input: {
          data: join(root, 'electron/engine/data/index.ts'),
          dataWorker: join(root, 'electron/engine/data/workers/dataWorker.ts'),
        },
        output: { format: 'cjs', entryFileNames: '[name].cjs', chunkFileNames: '[name].cjs' },
      },
    },
  });
}
