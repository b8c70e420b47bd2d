#!/usr/bin/env node
// The `layerloom` command: the engine without a window. Says nothing of its own unless something must be set up
// first, and that on stderr, so that stdout holds the command's answer only.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { ensureBuild } from './setup/build.mjs';
import { engineReport, ensureNativeEngine } from './setup/nativeEngine.mjs';
import { underNode24 } from './setup/node.mjs';
import { ensurePackages } from './setup/packages.mjs';
import { out } from './setup/paths.mjs';
import { say } from './setup/say.mjs';
import { ensureSystemPackages } from './setup/systemPackages.mjs';

await underNode24();
try {
  await ensureSystemPackages(['engine']);
  await ensurePackages();
  await ensureNativeEngine();
  await ensureBuild();
} catch (error) {
  say(error.message);
  process.exit(1);
}
process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';
process.env.LAYERLOOM_ENGINE_INFO = engineReport;
const command = join(out, 'main/cli.cjs');
process.argv[1] = command;
createRequire(import.meta.url)(command);
