// End-to-end tests: tests/e2e/*.spec.ts drive the same window twice, in real Electron and in Chromium through the web
// host; those in tests/e2e/{electron,web,packaged} belong to one of them. scripts/test.mjs sets the variables
// LAYERLOOM_ELECTRON, LAYERLOOM_CHROMIUM and LAYERLOOM_PACKAGED (paths of executables) and the display.
import { defineConfig } from '@playwright/test';

export default defineConfig({
  testDir: 'tests/e2e',
  outputDir: 'test-results',
  // Two cores: the app trains in a process of its own beside the window.
  workers: 1,
  fullyParallel: false,
  timeout: 180_000,
  expect: { timeout: 15_000 },
  // A shared machine may stall a window for seconds: there a test may try twice, and the report says which did.
  retries: process.env['CI'] === undefined ? 0 : 1,
  forbidOnly: process.env['CI'] !== undefined,
  reporter: [['list']],
  projects: [
    { name: 'electron', testMatch: [/e2e\/[^/]+\.spec\.ts$/, /e2e\/electron\/.+\.spec\.ts$/] },
    { name: 'web', testMatch: [/e2e\/[^/]+\.spec\.ts$/, /e2e\/web\/.+\.spec\.ts$/] },
    { name: 'packaged', testMatch: [/e2e\/packaged\/.+\.spec\.ts$/] },
  ],
});
