// The Chromium in which exported pages are opened: the one that is named, or the system's.
import { existsSync } from 'node:fs';
import { type Browser, chromium } from '@playwright/test';

const executablePath = [
  process.env['LAYERLOOM_CHROMIUM'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
].find((path): path is string => path !== undefined && path !== '' && existsSync(path));

export const hasChromium = executablePath !== undefined;

export const launchChromium = (): Promise<Browser> =>
  chromium.launch({ executablePath: executablePath!, args: ['--no-sandbox'] });
