// A Vite plugin that gives the window the icons it names, and no others: `import * as icons from 'virtual:used-icons'`.
// Definitions name their icon in words (`icon: 'Repeat'`), so the names are read out of the sources: every quoted word
// that lucide has an icon for. All of lucide is 650 kB of script that would be read before anything is shown.
import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { icons } from 'lucide-react';

const id = 'virtual:used-icons';
const folders = ['shared', 'renderer'].map((name) => fileURLToPath(new URL(`../${name}`, import.meta.url)));

function namedIcons() {
  const named = new Set();
  for (const folder of folders)
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || !/\.tsx?$/.test(entry.name)) continue;
      const source = readFileSync(`${entry.parentPath}/${entry.name}`, 'utf8');
      for (const [, word] of source.matchAll(/['"]([A-Z][A-Za-z0-9]*)['"]/g)) if (word in icons) named.add(word);
    }
  return [...named].sort((a, b) => a.localeCompare(b, 'en'));
}

/** @returns {import('vite').Plugin} */
export function usedIcons() {
  return {
    name: 'layerloom-used-icons',
    resolveId: (source) => (source === id ? `\0${id}` : null),
    load: (resolved) =>
      resolved === `\0${id}` ? `export { ${namedIcons().join(', ')} } from 'lucide-react';\n` : null,
  };
}
