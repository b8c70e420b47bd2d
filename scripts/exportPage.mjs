// A Vite plugin that bundles the scripts of an exported page (renderer/exportPage) and hands them to the engine as
// text: `import { page, predict } from 'virtual:export-page'`. So an export carries the app's own preprocessing, and
// the engine has nothing to find on disk.
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const id = 'virtual:export-page';
const folder = new URL('../renderer/exportPage/', import.meta.url);

/** One classic script: everything it imports within a function of its own. */
async function bundle(name) {
  const result = await build({
    configFile: false,
    logLevel: 'error',
    publicDir: false,
    define: { 'process.env.NODE_ENV': '"production"' },
    build: {
      write: false,
      // Browsers since 2020, and Node 18.
      target: 'es2020',
      minify: true,
      lib: { entry: fileURLToPath(new URL(`${name}.ts`, folder)), formats: ['iife'], name: 'layerloomScript' },
    },
  });
  const [{ output }] = /** @type {import('rolldown').RolldownOutput[]} */ (Array.isArray(result) ? result : [result]);
  const chunk = output.find((file) => file.type === 'chunk');
  if (chunk === undefined || output.length !== 1) throw new Error(`${name}.ts did not become one script.`);
  return chunk.code;
}

/** @returns {import('vite').Plugin} */
export function exportPage() {
  return {
    name: 'layerloom-export-page',
    resolveId: (source) => (source === id ? `\0${id}` : null),
    async load(resolved) {
      if (resolved !== `\0${id}`) return null;
      const [page, predict] = await Promise.all([bundle('page'), bundle('predict')]);
      return `export const page = ${JSON.stringify(page)};\nexport const predict = ${JSON.stringify(predict)};\n`;
    },
  };
}
