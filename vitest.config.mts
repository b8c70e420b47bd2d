// Which tests run where. Unit and engine tests run in Node, tests of the window's components in jsdom, and the
// oracle tests (tests/oracle) are those that ask the Python of .cache/oracle-venv. End-to-end tests are Playwright's
// (*.spec.ts, see playwright.config.ts).
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';
import { exportPage } from './scripts/exportPage.mjs';
import { usedIcons } from './scripts/usedIcons.mjs';
import { coldPython, pythonEnv } from './tests/oracle/warm/paths.mts';

export default defineConfig({
  plugins: [exportPage()],
  test: {
    globals: false,
    // Native code (libtensorflow) may not be loaded twice in one process: one process per file.
    pool: 'forks',
    maxWorkers: 2,
    // A net for what hangs, wide enough for a machine that does much else: no test is timed by it.
    testTimeout: 60_000,
    // The first hook of a file may start TensorFlow and build every layer.
    hookTimeout: 120_000,
    setupFiles: ['tests/fuzzSeed.ts'],
    env: { TF_CPP_MIN_LOG_LEVEL: '2', ...(coldPython === undefined ? {} : { LAYERLOOM_PYTHON: coldPython }) },
    projects: [
      {
        extends: true,
        test: {
          name: 'node',
          environment: 'node',
          include: ['tests/**/*.test.ts'],
          exclude: ['tests/renderer/**', 'tests/oracle/**', 'tests/e2e/**'],
        },
      },
      {
        extends: true,
        plugins: [react(), usedIcons()],
        test: { name: 'renderer', environment: 'jsdom', include: ['tests/renderer/**/*.test.{ts,tsx}'] },
      },
      {
        extends: true,
        test: {
          name: 'oracle',
          environment: 'node',
          include: ['tests/oracle/**/*.test.ts'],
          testTimeout: 120_000,
          // Samples that an export is run on: the app takes 100, the nightly matrix 1,000.
          env: { ...pythonEnv, LAYERLOOM_CHECK_SAMPLES: '24' },
          globalSetup: 'tests/oracle/warm/setup.ts',
        },
      },
    ],
  },
});
