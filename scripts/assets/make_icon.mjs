// Draws assets/icon.png (1024 px, what electron-builder makes every other size from) out of assets/icon.svg.
// Run by hand after a change: node scripts/run.mjs scripts/assets/make_icon.mjs
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { createCanvas, loadImage } from '@napi-rs/canvas';

const folder = resolve(import.meta.dirname, '../../assets');
const canvas = createCanvas(1024, 1024);
canvas.getContext('2d').drawImage(await loadImage(readFileSync(resolve(folder, 'icon.svg'))), 0, 0, 1024, 1024);
writeFileSync(resolve(folder, 'icon.png'), canvas.toBuffer('image/png'));
