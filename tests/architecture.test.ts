// The house's own rules: who imports whom (docs/architecture.md), no circles, every definition in its list, every
// parameter explained. The messages say where to go instead.
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commands } from '../shared/commands';
import { dataKinds } from '../shared/data/kinds';
import { exportFormats } from '../shared/export';
import { layers } from '../shared/layers';
import type { ParamSchema } from '../shared/params';

const root = resolve(import.meta.dirname, '..');

interface Import {
  readonly file: string;
  /** A path within the project ('shared/params'), or a package ('react', 'node:fs'). */
  readonly target: string;
  readonly typeOnly: boolean;
}

function filesBelow(folder: string): readonly string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return filesBelow(path);
    return /\.tsx?$/u.test(entry.name) && !entry.name.endsWith('.d.ts') ? [path] : [];
  });
}

const exists = (path: string) => {
  try {
    return statSync(join(root, path)).isFile();
  } catch {
    return false;
  }
};

function resolveImport(file: string, specifier: string): string {
  if (!specifier.startsWith('.')) return specifier;
  const path = relative(root, resolve(root, dirname(file), specifier)).replace(/\\/gu, '/');
  return [`${path}.ts`, `${path}.tsx`, `${path}/index.ts`, `${path}/index.tsx`].find(exists) ?? path;
}

/** Static imports, re-exports and import() of a source text. */
function importsOf(file: string, source: string): readonly Import[] {
  const code = source.replace(/\/\*[\s\S]*?\*\//gu, '').replace(/^\s*\/\/.*$/gmu, '');
  const found: Import[] = [];
  for (const match of code.matchAll(/^(?:import|export)\s+(type\s+)?(?:[^'";]*?\sfrom\s+)?['"]([^'"]+)['"]/gmu)) {
    found.push({ file, target: resolveImport(file, match[2] as string), typeOnly: match[1] !== undefined });
  }
  for (const match of code.matchAll(/(typeof\s+)?\bimport\(\s*['"]([^'"]+)['"]\s*\)/gu)) {
    // `import('x').Y` in a type is erased; only a call that is awaited or chained as a promise loads anything.
    const after = code.slice((match.index ?? 0) + match[0].length);
    found.push({
      file,
      target: resolveImport(file, match[2] as string),
      typeOnly: match[1] !== undefined || (/^\.[A-Za-z]/u.test(after) && !/^\.(then|catch)\b/u.test(after)),
    });
  }
  return found;
}

const files = ['shared', 'electron', 'renderer'].flatMap(filesBelow);
const imports = files.flatMap((file) => importsOf(file, readFileSync(join(root, file), 'utf8')));

const isTfjs = (target: string) => target.startsWith('@tensorflow/');
const isPackage = (target: string) => !/^(shared|electron|renderer|package\.json|assets|node_modules)/u.test(target);
const isInside = (target: string, ...folders: readonly string[]) =>
  folders.some((folder) => target.startsWith(`${folder}/`) || target.startsWith(`${folder}.`) || target === folder);

interface Rule {
  readonly folder: string;
  readonly except?: readonly string[];
  readonly allows: (entry: Import) => boolean;
  readonly instead: string;
}

const rules: readonly Rule[] = [
  {
    folder: 'shared/layers',
    allows: ({ file, target, typeOnly }) =>
      isInside(
        target,
        'shared/params',
        'shared/shape',
        'shared/result',
        'shared/choices',
        'shared/layers/layer',
        'shared/layers/parts',
      ) ||
      (typeOnly && (isInside(target, 'shared/data') || isTfjs(target))) ||
      (file === 'shared/layers/index.ts' && isInside(target, 'shared/layers')),
    instead:
      'A layer knows params, shape, result, choices and layer.ts; what several layers share lives in shared/layers/parts.',
  },
  {
    folder: 'shared',
    allows: ({ target, typeOnly }) => isInside(target, 'shared') || target === 'zod' || (typeOnly && isTfjs(target)),
    instead: 'shared/ is pure. Have the value handed in, or move the effect to electron/ or renderer/.',
  },
  {
    folder: 'electron/disk',
    allows: ({ target }) => target.startsWith('node:'),
    instead: 'What the engine and the host need of the disk alike knows neither of them.',
  },
  {
    folder: 'electron/tasks',
    allows: ({ target }) => isInside(target, 'shared', 'electron/tasks'),
    instead: 'Long work of the engine and of the host is watched and cancelled alike; what it is, neither knows here.',
  },
  {
    folder: 'electron/engine',
    allows: ({ target }) =>
      isInside(target, 'shared', 'electron/engine', 'electron/disk', 'electron/tasks') ||
      (isPackage(target) && target !== 'electron' && !/^(react|@mantine|@xyflow|zustand)/u.test(target)),
    instead: 'The engine is plain Node: shared, tfjs and node:*. What needs Electron belongs to electron/main.',
  },
  {
    folder: 'electron/main',
    allows: ({ target }) =>
      isInside(target, 'shared', 'electron/main', 'electron/host', 'package.json') ||
      target === 'electron' ||
      target.startsWith('node:') ||
      target === 'electron/engine/messages.ts',
    instead: 'Main is thin: what the web host needs as well goes to electron/host, numbers to the engine.',
  },
  {
    folder: 'electron/host',
    allows: ({ target }) =>
      isInside(target, 'shared', 'electron/host', 'electron/disk', 'electron/tasks', 'package.json') ||
      target === 'electron/engine/messages.ts' ||
      (isPackage(target) && target !== 'electron' && !isTfjs(target)),
    instead: 'The host runs with and without Electron: what differs comes in through HostEnvironment.',
  },
  {
    folder: 'electron/web',
    allows: ({ target }) =>
      isInside(target, 'shared', 'electron/web', 'electron/host') ||
      (isPackage(target) && target !== 'electron' && !isTfjs(target)),
    instead: 'The web host runs without Electron and asks the engine for numbers.',
  },
  {
    folder: 'electron/cli',
    allows: ({ target }) =>
      isInside(target, 'shared', 'electron/cli', 'electron/host', 'electron/tasks', 'package.json') ||
      (isPackage(target) && target !== 'electron' && !isTfjs(target)),
    instead: 'The command runs without Electron and asks the engine for numbers.',
  },
  {
    folder: 'electron/preload',
    allows: ({ target, typeOnly }) =>
      target === 'electron' ||
      isInside(target, 'shared/ipcNames', 'shared/result') ||
      (typeOnly && isInside(target, 'shared')),
    instead: 'The bridge knows the names of the channels and nothing else.',
  },
  {
    folder: 'renderer/exportPage',
    allows: ({ target }) => isInside(target, 'shared', 'renderer/exportPage') || isTfjs(target),
    instead: 'This page lives outside the app, in an exported folder: it has shared/, tfjs and itself.',
  },
  {
    folder: 'renderer/stores',
    allows: ({ target, typeOnly }) =>
      isInside(target, 'shared', 'renderer/stores', 'renderer/api', 'renderer/i18n') ||
      /^(react$|zustand|zundo|immer)/u.test(target) ||
      /^renderer\/ui\/\w+\.ts$/u.test(target) ||
      (typeOnly && isInside(target, 'renderer')),
    instead: 'Stores hold facts: no components, no React Flow. A hook that needs React lives beside its screen.',
  },
  {
    folder: 'renderer',
    allows: ({ target }) =>
      isInside(target, 'shared', 'renderer', 'assets') ||
      (isPackage(target) && !/^(electron$|node:|@tensorflow\/|yauzl|yazl|ws$)/u.test(target)),
    instead: 'The window has no Node, no Electron and no tfjs: ask the host through renderer/api.ts.',
  },
];

/** Only the first rule whose folder holds the file applies, the narrowest first. */
function broken(list: readonly Import[]): readonly string[] {
  return list.flatMap((entry) => {
    const rule = rules.find(({ folder }) => isInside(entry.file, folder));
    return rule === undefined || rule.allows(entry) ? [] : [`${entry.file} imports ${entry.target}. ${rule.instead}`];
  });
}

describe('who imports whom', () => {
  it('is as docs/architecture.md says', () => {
    expect(broken(imports)).toEqual([]);
  });

  const sins: readonly (readonly [file: string, code: string])[] = [
    ['shared/shape.ts', "import { readFileSync } from 'node:fs';"],
    ['shared/shape.ts', "import * as tf from '@tensorflow/tfjs';"],
    ['shared/layers/dense.ts', "import { findLayer } from '.';"],
    ['shared/layers/dense.ts', "import { dropout } from './dropout';"],
    ['shared/run/plan.ts', "import { useState } from 'react';"],
    ['electron/engine/training/step.ts', "import { app } from 'electron';"],
    ['electron/disk/durable.ts', "import { fail } from '../../shared/result';"],
    ['electron/host/host.ts', "import { dialog } from 'electron';"],
    ['electron/host/host.ts', "import { trainStep } from '../engine/training/step';"],
    ['electron/web/web.ts', "import { openWindow } from '../main/window';"],
    ['electron/cli/train.ts', "const tf = await import('@tensorflow/tfjs');"],
    ['electron/preload/preload.ts', "import { methodSchemas } from '../../shared/ipcSchemas';"],
    ['renderer/stores/runStore.ts', "import { Button } from '@mantine/core';"],
    ['renderer/App.tsx', "import { join } from 'node:path';"],
    ['renderer/App.tsx', "export { host } from '../electron/host/host';"],
  ];
  it.each(sins)('would notice %s with %s', (file, code) => {
    expect(broken(importsOf(file, code))).toHaveLength(1);
  });

  it('keeps React Flow inside renderer/canvas', () => {
    expect(
      imports
        .filter(
          ({ file, target }) =>
            target.startsWith('@xyflow/') && !target.endsWith('.css') && !isInside(file, 'renderer/canvas'),
        )
        .map(({ file }) => file),
    ).toEqual([]);
  });
});

/** A circle of imports, or null. Types are erased and make none. */
function circle(edges: ReadonlyMap<string, readonly string[]>): readonly string[] | null {
  const done = new Set<string>();
  const path: string[] = [];
  const visit = (file: string): readonly string[] | null => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (done.has(file)) return null;
    path.push(file);
    for (const target of edges.get(file) ?? []) {
      const found = visit(target);
      if (found !== null) return found;
    }
    path.pop();
    done.add(file);
    return null;
  };
  for (const file of edges.keys()) {
    const found = visit(file);
    if (found !== null) return found;
  }
  return null;
}

/** A form holds fields, and the field of a layer within a layer holds a form: a circle in the matter itself. */
const meant: readonly (readonly [file: string, target: string])[] = [
  ['renderer/inspector/fields.tsx', 'renderer/inspector/ParamList.tsx'],
];

describe('circles', () => {
  it('there are none', () => {
    const edges = new Map(
      files.map((file) => [
        file,
        imports
          .filter(
            (entry) =>
              entry.file === file &&
              !entry.typeOnly &&
              !meant.some(([from, to]) => entry.file === from && entry.target === to),
          )
          .map((entry) => entry.target),
      ]),
    );
    expect(circle(edges)).toBeNull();
  });
  it('would be noticed', () => {
    expect(
      circle(
        new Map([
          ['a', ['b']],
          ['b', ['c']],
          ['c', ['b']],
        ]),
      ),
    ).toEqual(['b', 'c', 'b']);
  });
});

describe('definitions', () => {
  const ids: readonly (readonly [folder: string, not: readonly string[], known: number])[] = [
    ['shared/layers', ['index.ts', 'layer.ts', 'families.ts', 'search.ts'], layers.length],
    ['shared/data/kinds', ['index.ts', 'kind.ts'], dataKinds.length],
  ];
  it.each(ids)('every file of %s is in its list', (folder, not, known) => {
    const own = readdirSync(join(root, folder)).filter((name) => name.endsWith('.ts') && !not.includes(name));
    const index = readFileSync(join(root, folder, 'index.ts'), 'utf8');
    for (const name of own) expect(index, `${folder}/${name} is in no list`).toContain(`'./${name.slice(0, -3)}'`);
    expect(own.length).toBe(known);
  });

  const named: readonly (readonly [what: string, ids: readonly string[]])[] = [
    ['layers', layers.map((layer) => layer.kind)],
    ['commands', commands.map((command) => command.id)],
    ['export formats', exportFormats.map((format) => format.id)],
  ];
  it.each(named)('no two %s share an id', (_what, list) => {
    expect(new Set(list).size).toBe(list.length);
  });

  it('no two commands share a key', () => {
    const keys = commands.flatMap((command) => command.keys ?? []);
    expect(keys.filter((key, at) => keys.indexOf(key) !== at)).toEqual([]);
  });

  const schemas: readonly (readonly [owner: string, params: ParamSchema])[] = [
    ...layers.map((layer) => [`layer ${layer.kind}`, layer.params] as const),
    ...exportFormats.map((format) => [`export ${format.id}`, format.params] as const),
  ];
  it.each(schemas)('every parameter of %s is explained in whole sentences', (_owner, params) => {
    for (const [name, param] of Object.entries(params)) {
      expect(param.title, name).toMatch(/^[A-Z0-9]/u);
      expect(param.help, name).toMatch(/^[A-Z0-9"“].{10,}[.!?]["”)]?$/su);
    }
  });
});

describe('files', () => {
  const without = (list: readonly string[], pattern: RegExp) =>
    list.filter((file) => !pattern.test(readFileSync(join(root, file), 'utf8')));
  it('open by saying what lives here', () => {
    expect(without(files, /^(\/\/|\/\*) ?\S/u)).toEqual([]);
  });
  it('have named exports only', () => {
    expect(without(files, /^(?![\s\S]*^export default)/mu)).toEqual([]);
  });
});
