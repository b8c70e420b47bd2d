// Nothing that fails its schema reaches a handler, and nothing makes the door throw.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { answer } from '../../../electron/host/door';
import type { Methods } from '../../../shared/ipc';
import { eventNames, isEventName, isMethodName, methodNames } from '../../../shared/ipcNames';
import { methodSchemas } from '../../../shared/ipcSchemas';
import { ok } from '../../../shared/result';
import { promptly } from '../../promptly';
import { documentNamed } from '../folder';

const document = documentNamed('Door');
const reached: unknown[] = [];
const handlers = Object.fromEntries(
  methodNames.map((name) => [name, async (request: unknown) => (reached.push([name, request]), ok(null))]),
) as unknown as Methods;

describe('names', () => {
  it('are those of the schemas', () => {
    expect([...methodNames].sort()).toEqual(Object.keys(methodSchemas).sort());
  });
  it.each([
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    '',
    'appinfo',
    7,
    null,
    undefined,
    ['appInfo'],
    { toString: () => 'appInfo' },
  ])('has no method or event %j', async (name) => {
    expect(isMethodName(name) || isEventName(name)).toBe(false);
    expect(await answer(handlers, name, {})).toMatchObject({ ok: false, problem: { code: 'door.method' } });
  });
  it('lists events', () => {
    for (const name of eventNames) expect(isEventName(name)).toBe(true);
  });
});

describe('schemas', () => {
  const sound: { readonly [method: string]: unknown } = {
    appInfo: {},
    newProject: { name: 'x' },
    keepEdits: { document },
    saveProject: { document, as: false },
    openProject: { path: '/x' },
    predict: { runId: 'r', inputs: { features: { type: 'row', values: { a: 1, b: 'x', c: null } } } },
    saveSettings: { settings: { theme: 'dark', language: 'en', reopenLast: true, layout: { sidebar: 200 } } },
    allowDevice: { device: 'camera', on: true },
    keepCaptured: { medium: 'pictures', set: null, items: [{ label: 'Über cats', files: ['/9g='] }] },
    setWindowState: { title: 'x', edited: false, progress: null },
  };
  it.each(Object.entries(sound))('%s accepts a sound request', async (method, request) => {
    reached.length = 0;
    expect(await answer(handlers, method, request)).toEqual(ok(null));
    expect(reached).toEqual([[method, request]]);
  });

  const cyclic: Record<string, unknown> = {};
  cyclic['document'] = cyclic;
  const throwing = Object.defineProperty({}, 'document', {
    enumerable: true,
    get() {
      throw new Error('no');
    },
  });
  let deep: unknown = 1;
  for (let level = 0; level < 100_000; level++) deep = [deep];
  const broken: readonly (readonly [what: string, method: string, request: unknown])[] = [
    ['nothing', 'newProject', undefined],
    ['null', 'newProject', null],
    ['a list', 'newProject', []],
    ['a missing field', 'newProject', {}],
    ['a wrong type', 'newProject', { name: 7 }],
    ['a name that is too long', 'newProject', { name: 'x'.repeat(201) }],
    ['an extra field where there are none', 'appInfo', { extra: 1 }],
    ['a function', 'newProject', { name: () => 'x' }],
    ['a BigInt', 'previewData', { offset: 1n }],
    ['a cyclic object', 'keepEdits', cyclic],
    ['a getter that throws', 'keepEdits', throwing],
    [
      '100,000 levels',
      'saveSettings',
      { settings: { theme: 'dark', language: 'en', reopenLast: true, layout: { deep } } },
    ],
    [
      'a list of a million',
      'keepEdits',
      { document: { ...document, network: { nodes: Array.from({ length: 1_000_000 }, () => 0), edges: [] } } },
    ],
    ['NaN', 'setWindowState', { title: 'x', edited: false, progress: NaN }],
    ['progress 2', 'setWindowState', { title: 'x', edited: false, progress: 2 }],
    ['a run id that is a path', 'getRun', { runId: '../../etc' }],
    ['an empty path', 'openProject', { path: '' }],
    ['a class that leads out', 'keepCaptured', { medium: 'sounds', set: null, items: [{ label: '..', files: [''] }] }],
    [
      'a class with a folder in it',
      'keepCaptured',
      { medium: 'sounds', set: null, items: [{ label: 'a/b', files: [''] }] },
    ],
    ['a set that leads out', 'keepCaptured', { medium: 'pictures', set: '../x', items: [] }],
    ['a medium of its own', 'keepCaptured', { medium: 'programs', set: null, items: [] }],
    ['another device', 'allowDevice', { device: 'screen', on: true }],
    ['an unknown way to predict', 'predict', { runId: 'r', inputs: { x: { type: 'code', source: 'x' } } }],
  ];
  it.each(broken)('refuse %s', async (_what, method, request) => {
    reached.length = 0;
    const start = performance.now();
    expect(await answer(handlers, method, request)).toMatchObject({ ok: false, problem: { code: 'door.schema' } });
    expect(performance.now() - start).toBeLessThan(promptly(2000));
    expect(reached).toEqual([]);
  });

  it('hold against random requests: what reaches a handler fits, and nothing throws', async () => {
    const requests = fc.oneof(
      fc.anything({
        withBigInt: true,
        withDate: true,
        withMap: true,
        withNullPrototype: true,
        withSet: true,
        withTypedArray: true,
      }),
      fc.record({
        document: fc.anything(),
        path: fc.anything(),
        runId: fc.anything(),
        taskId: fc.anything(),
        name: fc.anything(),
        as: fc.anything(),
      }),
    );
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...methodNames), requests, async (method, request) => {
        reached.length = 0;
        const result = await answer(handlers, method, request);
        if (result.ok) expect(methodSchemas[method].safeParse(request).success).toBe(true);
        else expect(reached).toEqual([]);
      }),
      { numRuns: 5000 },
    );
  });

  it('turn what a handler throws into a Problem', async () => {
    for (const thrown of [new Error('disk on fire'), 'text', null, undefined]) {
      const failing = { ...handlers, appInfo: () => Promise.reject(thrown) } as Methods;
      expect(await answer(failing, 'appInfo', {})).toMatchObject({ ok: false, problem: { code: 'door.failed' } });
    }
  });
});
