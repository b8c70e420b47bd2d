// Writes THIRD-PARTY-NOTICES.txt: every package whose code ships, with its version and its licence text.
// What ships is read off the build itself (the sources named in its source maps) and off the production dependencies,
// so nothing is listed by hand. `--check` fails when the file on disk differs, or when a licence is not on the list.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const target = join(root, 'THIRD-PARTY-NOTICES.txt');
const allowed = [
  'MIT',
  'ISC',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'Apache-2.0',
  '0BSD',
  'CC0-1.0',
  'Unlicense',
  'BlueOak-1.0.0',
  'Python-2.0',
  'OFL-1.1',
];

/** "node_modules/@a/b/dist/x.js" → "@a/b"; the innermost package of a nested path. */
function packageFolderOf(source) {
  const at = source.lastIndexOf('node_modules/');
  if (at < 0) return null;
  const rest = source.slice(at + 'node_modules/'.length).split('/');
  const name = rest[0].startsWith('@') ? `${rest[0]}/${rest[1]}` : rest[0];
  const start = source.indexOf('node_modules/');
  return source.slice(start, at) + 'node_modules/' + name;
}

function* mapsUnder(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* mapsUnder(path);
    else if (entry.name.endsWith('.map')) yield path;
  }
}

function bundledFolders() {
  const folders = new Set();
  for (const map of mapsUnder(join(root, 'out'))) {
    for (const source of JSON.parse(readFileSync(map, 'utf8')).sources) {
      const folder = packageFolderOf(source.replaceAll('\\', '/'));
      if (folder !== null && existsSync(join(root, folder, 'package.json'))) folders.add(folder);
    }
  }
  return folders;
}

/** Folders of all packages that an installed app carries in node_modules, as the lock file says. */
function productionFolders() {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  return Object.entries(lock.packages)
    .filter(([path, entry]) => path !== '' && !entry.dev && !entry.optional && existsSync(join(root, path)))
    .map(([path]) => path);
}

function licenceText(folder) {
  const file = readdirSync(join(root, folder)).find((name) => /^(licen[cs]e|copying|unlicense)/i.test(name));
  return file === undefined ? null : readFileSync(join(root, folder, file), 'utf8').trim();
}

function licenceName({ license, licenses }) {
  const value = license ?? licenses;
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map((entry) => entry.type ?? entry).join(' OR ');
  return value?.type ?? 'UNKNOWN';
}

/** "(MIT OR GPL-3.0)" is fine: we choose MIT. "MIT AND X" needs both. */
function isAllowed(expression) {
  return expression
    .replace(/[()]/g, '')
    .split(/\s+OR\s+/)
    .some((choice) => choice.split(/\s+AND\s+/).every((one) => allowed.includes(one.trim())));
}

const packages = new Map();
for (const folder of [...bundledFolders(), ...productionFolders()]) {
  const manifest = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
  if (manifest.name && manifest.version)
    packages.set(`${manifest.name}@${manifest.version}`, { licence: licenceName(manifest), text: licenceText(folder) });
}
const sorted = [...packages].sort(([a], [b]) => (a < b ? -1 : 1));
const refused = sorted.filter(([, entry]) => !isAllowed(entry.licence));
const notices =
  [
    'Layerloom ships code of the packages below, each under its own licence. Data sets: see assets/data/LICENCES.md. Models: see assets/models/LICENCES.md.',
    'On Linux, Windows and macOS it also ships Electron (MIT, with Chromium: see LICENSES.chromium.html beside the app) and, where the',
    'native engine is included, TensorFlow (Apache-2.0).',
    ...sorted.map(
      ([name, { licence, text }]) =>
        `${'='.repeat(100)}\n${name}\n${licence}\n\n${text ?? '(The package names this licence and carries no text of it.)'}`,
    ),
  ].join('\n\n') + '\n';

if (process.argv.includes('--check')) {
  const current = existsSync(target) ? readFileSync(target, 'utf8') : '';
  if (current.replaceAll('\r\n', '\n') !== notices.replaceAll('\r\n', '\n')) {
    console.error('THIRD-PARTY-NOTICES.txt is out of date. Next step: npm run notices');
    process.exitCode = 1;
  }
} else writeFileSync(target, notices);
for (const [name, { licence }] of refused)
  console.error(`${name}: the licence ${licence} is not on the list of allowed ones.`);
if (refused.length > 0) process.exitCode = 1;
console.log(`${sorted.length} packages`);
