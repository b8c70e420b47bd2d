// How the app is built. Everything is bundled except what is native or finds files beside itself; the Electron side
// becomes CommonJS that Node 16 (Electron 22) can run, the window what Chromium 108 can show.
import { resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';
import { exportPage } from './scripts/exportPage.mjs';
import { usedIcons } from './scripts/usedIcons.mjs';

const root = import.meta.dirname;
/** scripts/setup/build.mjs builds into a draft, which takes the place of out/ when it is whole. */
const out = process.env['LAYERLOOM_OUT'] ?? resolve(root, 'out');

/** Loaded at run time from node_modules; the last two are optional speed-ups that `ws` asks for and does without. */
const external = [/^electron(\/|$)/, /^@tensorflow\//, /^@napi-rs\/canvas/, /^bufferutil$/, /^utf-8-validate$/];

function commonJs(outDir: string, input: Record<string, string>) {
  return {
    plugins: [exportPage()],
    build: {
      outDir: resolve(out, outDir),
      emptyOutDir: true,
      externalizeDeps: false,
      target: 'node16',
      sourcemap: true,
      minify: false,
      reportCompressedSize: false,
      rolldownOptions: {
        input,
        external,
        output: {
          format: 'cjs' as const,
          // Old Electron's import() cannot look into app.asar; its require() can.
          dynamicImportInCjs: false,
          entryFileNames: '[name].cjs',
          chunkFileNames: 'chunks/[name]-[hash].cjs',
        },
      },
    },
  };
}

export default defineConfig({
  main: commonJs('main', {
    main: resolve(root, 'electron/main/main.ts'),
    engine: resolve(root, 'electron/engine/engine.ts'),
    dataWorker: resolve(root, 'electron/engine/data/workers/dataWorker.ts'),
    importWorker: resolve(root, 'electron/host/importing/importWorker.ts'),
    web: resolve(root, 'electron/web/web.ts'),
    cli: resolve(root, 'electron/cli/cli.ts'),
  }),
  preload: commonJs('preload', { preload: resolve(root, 'electron/preload/preload.ts') }),
  renderer: {
    root: resolve(root, 'renderer'),
    base: './',
    plugins: [react(), usedIcons()],
    // Lowers oklch(), color-mix() and nesting.
    css: { transformer: 'lightningcss', lightningcss: { targets: { chrome: 108 << 16 } } },
    build: {
      outDir: resolve(out, 'renderer'),
      emptyOutDir: true,
      target: 'chrome108',
      minify: true,
      cssMinify: 'lightningcss',
      sourcemap: true,
      reportCompressedSize: false,
      chunkSizeWarningLimit: 4096,
      // The page's policy allows no data: fonts and no inline scripts.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      rolldownOptions: { input: resolve(root, 'renderer/index.html') },
    },
  },
});
