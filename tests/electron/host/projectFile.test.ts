// The project file: the same bytes for the same project, and no damage or malice that gets through.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { crc32 } from '../../../shared/crc32';
import { readProjectFile, type ReadProject } from '../../../electron/host/projectFile/read';
import { writeProjectFile } from '../../../electron/host/projectFile/write';
import { projectMimetype } from '../../../shared/project/format';
import { stableJson } from '../../../shared/project/json';
import type { Result } from '../../../shared/result';
import { documentNamed, temporaryFolder } from '../folder';
import { promptly } from '../../promptly';

const now = '2026-01-02T03:04:05.000Z';

async function writeSample(folder: string, more: { readonly document?: unknown } = {}): Promise<string> {
  const workspace = join(folder, 'workspace');
  mkdirSync(join(workspace, 'runs/run-1'), { recursive: true });
  writeFileSync(join(workspace, 'runs/run-1/run.json'), '{"id":"run-1"}');
  writeFileSync(join(workspace, 'runs/run-1/weights.safetensors'), Buffer.from([1, 2, 3, 4, 5, 6, 7, 8]));
  writeFileSync(join(workspace, 'runs/run-1/checkpoint.safetensors'), 'never saved');
  const path = join(folder, 'sample.loom');
  await writeProjectFile({
    path,
    document: more.document ?? documentNamed('Sample'),
    folder: workspace,
    app: 'Layerloom test',
    before: null,
    now,
  });
  return path;
}

let count = 0;
function read(path: string, folder: string): Promise<Result<ReadProject>> {
  const into = join(folder, `into-${count++}`);
  mkdirSync(into);
  return readProjectFile(path, into);
}

interface RawEntry {
  readonly name: string;
  readonly data: Buffer;
  readonly method?: number;
  readonly packed?: Buffer;
  readonly flags?: number;
  readonly attributes?: number;
  readonly localName?: string;
  readonly claimedSize?: number;
}

/** A zip put together by hand, so that it can lie. */
function zip(entries: readonly RawEntry[], claimedCount?: number): Buffer {
  const parts: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const entry of entries) {
    const method = entry.method ?? 0;
    const packed = entry.packed ?? (method === 8 ? deflateRawSync(entry.data) : entry.data);
    const local = Buffer.alloc(30);
    const localName = Buffer.from(entry.localName ?? entry.name);
    const name = Buffer.from(entry.name);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(20, 4);
    local.writeUInt16LE(entry.flags ?? 0, 6);
    local.writeUInt16LE(method, 8);
    local.writeUInt32LE(crc32(entry.data), 14);
    local.writeUInt32LE(packed.length, 18);
    local.writeUInt32LE(entry.claimedSize ?? entry.data.length, 22);
    local.writeUInt16LE(localName.length, 26);
    const head = Buffer.alloc(46);
    head.writeUInt32LE(0x02014b50, 0);
    head.writeUInt16LE((3 << 8) | 20, 4);
    head.writeUInt16LE(20, 6);
    head.writeUInt16LE(entry.flags ?? 0, 8);
    head.writeUInt16LE(method, 10);
    head.writeUInt32LE(crc32(entry.data), 16);
    head.writeUInt32LE(packed.length, 20);
    head.writeUInt32LE(entry.claimedSize ?? entry.data.length, 24);
    head.writeUInt16LE(name.length, 28);
    head.writeUInt32LE(entry.attributes ?? 0, 38);
    head.writeUInt32LE(offset, 42);
    parts.push(local, localName, packed);
    central.push(head, name);
    offset += 30 + localName.length + packed.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(claimedCount ?? entries.length, 8);
  end.writeUInt16LE(claimedCount ?? entries.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, directory, end]);
}

/** A sound project's entries; `more` go behind, `listed` of them into the manifest. */
function projectEntries(
  options: { readonly more?: readonly RawEntry[]; readonly manifest?: object; readonly document?: string } = {},
): readonly RawEntry[] {
  const document = Buffer.from(options.document ?? stableJson(documentNamed('Hand made')));
  const listed = [{ name: 'document.json', data: document }, ...(options.more ?? [])];
  const entries = Object.fromEntries(
    listed.map(({ name, data }) => [
      name,
      { bytes: data.length, sha256: createHash('sha256').update(data).digest('hex') },
    ]),
  );
  const manifest = {
    formatVersion: 1,
    minReader: 1,
    app: 'test',
    created: now,
    modified: now,
    entries,
    ...options.manifest,
  };
  return [
    { name: 'mimetype', data: Buffer.from(projectMimetype) },
    { name: 'manifest.json', data: Buffer.from(JSON.stringify(manifest)), method: 8 },
    ...listed,
  ];
}

describe('writing', () => {
  it('gives the same bytes for the same project, whatever the clock says', async () => {
    const folder = temporaryFolder();
    const path = await writeSample(folder);
    const bytes = readFileSync(path);
    const first = await read(path, folder);
    if (!first.ok) throw new Error(first.problem.message);
    const again = {
      path,
      document: { ...documentNamed('Sample') },
      folder: join(folder, 'workspace'),
      app: 'Layerloom later',
      before: first.value.manifest,
      now: '2030-01-01T00:00:00.000Z',
    };
    await writeProjectFile(again);
    expect(readFileSync(path).equals(bytes)).toBe(true);
    expect(readFileSync(`${path}.bak`).equals(bytes)).toBe(true);
    expect(bytes.subarray(30, 38 + projectMimetype.length).toString()).toBe(`mimetype${projectMimetype}`);
  });

  it('keeps what a run needs and not what only resumes it', async () => {
    const folder = temporaryFolder();
    const result = await read(await writeSample(folder), folder);
    expect(result.ok && Object.keys(result.value.manifest.entries)).toEqual([
      'document.json',
      'runs/run-1/run.json',
      'runs/run-1/weights.safetensors',
    ]);
    expect(readFileSync(join(folder, `into-${count - 1}`, 'runs/run-1/weights.safetensors')).length).toBe(8);
  });

  it('carries entries and manifest fields of later versions', async () => {
    const folder = temporaryFolder();
    const path = join(folder, 'later.loom');
    writeFileSync(
      path,
      zip(
        projectEntries({
          more: [{ name: 'thumbnail.png', data: Buffer.from('picture') }],
          manifest: { formatVersion: 2, licence: 'MIT' },
        }),
      ),
    );
    const result = await read(path, folder);
    if (!result.ok) throw new Error(result.problem.message);
    expect(result.value.readOnly).toBe(false);
    const next = join(folder, 'next.loom');
    await writeProjectFile({
      path: next,
      document: result.value.raw,
      folder: join(folder, `into-${count - 1}`),
      app: 'x',
      before: result.value.manifest,
      now,
    });
    const again = await read(next, folder);
    expect(again.ok && again.value.manifest).toMatchObject({
      licence: 'MIT',
      formatVersion: 1,
      entries: { 'thumbnail.png': { bytes: 7 } },
    });
  });

  it('leaves the old file and no draft behind when it fails', async () => {
    const folder = temporaryFolder();
    const path = await writeSample(folder);
    const before = readFileSync(path);
    // A run's file that is a folder cannot be packed.
    const broken = join(folder, 'broken');
    mkdirSync(join(broken, 'runs/run-1'), { recursive: true });
    const circular: Record<string, unknown> = {};
    circular['self'] = circular;
    await expect(
      writeProjectFile({ path, document: circular, folder: broken, app: 'x', before: null, now }),
    ).rejects.toThrow(/call stack|circular/iu);
    await expect(
      writeProjectFile({
        path: join(folder, 'no/such/folder.loom'),
        document: {},
        folder: broken,
        app: 'x',
        before: null,
        now,
      }),
    ).rejects.toThrow('ENOENT');
    expect(readFileSync(path).equals(before)).toBe(true);
    expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });
});

describe('reading what is damaged', () => {
  it('refuses the file cut off at every byte', async () => {
    const folder = temporaryFolder();
    const bytes = readFileSync(await writeSample(folder));
    const path = join(folder, 'cut.loom');
    for (let length = 0; length < bytes.length; length++) {
      writeFileSync(path, bytes.subarray(0, length));
      const result = await read(path, folder);
      expect(result.ok, `cut at ${length}`).toBe(false);
      if (!result.ok) expect(result.problem.code).toMatch(/^file\.(empty|damaged|notProject|refused)$/);
    }
  }, 60_000);

  it('never takes over a changed byte: every byte flipped in two ways', async () => {
    const folder = temporaryFolder();
    const sound = await writeSample(folder);
    const bytes = readFileSync(sound);
    const wanted = await read(sound, folder);
    if (!wanted.ok) throw new Error(wanted.problem.message);
    const path = join(folder, 'flipped.loom');
    let accepted = 0;
    for (let at = 0; at < bytes.length; at++) {
      for (const mask of [0x01, 0xff]) {
        const changed = Buffer.from(bytes);
        changed[at] = (changed[at] as number) ^ mask;
        writeFileSync(path, changed);
        const result = await read(path, folder);
        if (!result.ok) continue;
        accepted++;
        // Dates, versions and the like may differ; what was saved may not. A lost run is named.
        expect(result.value.raw, `byte ${at}`).toEqual(wanted.value.raw);
        const into = join(folder, `into-${count - 1}`);
        const run = join(into, 'runs/run-1/weights.safetensors');
        if (!existsSync(run)) expect(result.value.problems.map((problem) => problem.code)).toContain('file.damagedRun');
        else expect([...readFileSync(run)]).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
      }
    }
    // The control: if nothing were accepted, nothing would have been compared.
    expect(accepted).toBeGreaterThan(10);
  }, 120_000);

  it('leaves out a damaged run and keeps the rest', async () => {
    const folder = temporaryFolder();
    const path = join(folder, 'run.loom');
    const entries = projectEntries({
      more: [
        { name: 'runs/r1/run.json', data: Buffer.from('{"ok":1}') },
        { name: 'runs/r2/run.json', data: Buffer.from('{"ok":2}') },
      ],
    });
    const bytes = zip(entries);
    const at = bytes.indexOf('{"ok":1}');
    bytes[at + 2] = 0x78;
    writeFileSync(path, bytes);
    const result = await read(path, folder);
    expect(result.ok && result.value.problems.map((problem) => problem.message).join()).toMatch(/runs\/r1\/run\.json/);
    expect(readdirSync(join(folder, `into-${count - 1}`, 'runs'))).toEqual(['r2']);
  });
});

describe('reading what is no project, or meant to harm', () => {
  const png = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');
  const bomb = Buffer.alloc(30_000_000);
  const rows: readonly (readonly [what: string, bytes: Buffer, code: string, says: RegExp])[] = [
    ['0 bytes', Buffer.alloc(0), 'file.empty', /empty/],
    ['nothing but zeros', Buffer.alloc(5000), 'file.damaged', /zeros.*power cut/],
    ['a PNG', png, 'file.notProject', /PNG picture/],
    ['a PDF', Buffer.from('%PDF-1.7 ....'), 'file.notProject', /PDF/],
    ['a program', Buffer.from('7f454c4602010100', 'hex'), 'file.notProject', /program/],
    ['JSON', Buffer.from('{"format": 1}'), 'file.notProject', /JSON/],
    ['UTF-16', Buffer.from('\ufeff{}', 'utf16le'), 'file.notProject', /UTF-16/],
    ['some other zip', zip([{ name: 'a.txt', data: Buffer.from('x') }]), 'file.notProject', /zip archive, but not/],
    [
      'an entry outside',
      zip(projectEntries({ more: [{ name: '../evil.sh', data: Buffer.from('x') }] })),
      'file.refused',
      /outside/,
    ],
    [
      'an absolute entry',
      zip(projectEntries({ more: [{ name: '/etc/evil', data: Buffer.from('x') }] })),
      'file.refused',
      /outside/,
    ],
    [
      'a Windows path',
      zip(projectEntries({ more: [{ name: '..\\evil', data: Buffer.from('x') }] })),
      'file.refused',
      /outside/,
    ],
    [
      'a device name',
      zip(projectEntries({ more: [{ name: 'nul.txt', data: Buffer.from('x') }] })),
      'file.refused',
      /some systems/,
    ],
    [
      'a symbolic link',
      zip(
        projectEntries({
          more: [{ name: 'link', data: Buffer.from('/etc/passwd'), attributes: (0o120777 << 16) >>> 0 }],
        }),
      ),
      'file.refused',
      /link or a device/,
    ],
    [
      'two entries of one name',
      zip([...projectEntries(), { name: 'document.json', data: Buffer.from('{}') }]),
      'file.refused',
      /two entries/,
    ],
    [
      'two names that differ in case',
      zip([...projectEntries(), { name: 'Document.json', data: Buffer.from('{}') }]),
      'file.refused',
      /two entries/,
    ],
    [
      'an encrypted entry',
      zip(projectEntries({ more: [{ name: 'x', data: Buffer.from('x'), flags: 1, method: 8 }] })),
      'file.refused',
      /encrypted/,
    ],
    [
      'an unknown packing',
      zip(projectEntries({ more: [{ name: 'x', data: Buffer.from('x'), method: 99, packed: Buffer.from('x') }] })),
      'file.refused',
      /unknown way/,
    ],
    [
      'a bomb',
      zip(projectEntries({ more: [{ name: 'runs/r/weights.safetensors', data: bomb, method: 8 }] })),
      'file.refused',
      /200 times/,
    ],
    [
      'a bomb that lies about its size',
      zip(projectEntries({ more: [{ name: 'x', data: bomb, method: 8, claimedSize: 100 }] })),
      'file.damaged',
      /"x" cannot be unpacked/,
    ],
    [
      'an entry of 3 GiB',
      zip(projectEntries({ more: [{ name: 'x', data: Buffer.from('x'), claimedSize: 3 * 2 ** 30, method: 8 }] })),
      'file.refused',
      /unpack to/,
    ],
    [
      '70,000 entries',
      zip(
        [
          ...projectEntries(),
          ...Array.from({ length: 20_000 }, (_, at) => ({ name: `x${at}`, data: Buffer.alloc(0) })),
        ],
        20_003,
      ),
      'file.refused',
      /20003 entries/,
    ],
    [
      'different names in two places',
      zip(projectEntries({ more: [{ name: 'x.txt', localName: 'y.txt', data: Buffer.from('x') }] })),
      'file.refused',
      /differently in two places/,
    ],
    [
      'no manifest',
      zip([
        { name: 'mimetype', data: Buffer.from(projectMimetype) },
        { name: 'document.json', data: Buffer.from('{}') },
      ]),
      'file.damaged',
      /manifest\.json.* missing/,
    ],
    [
      'a manifest that lists more than there is',
      zip(
        projectEntries({
          manifest: {
            entries: {
              'document.json': { bytes: 1, sha256: '0'.repeat(64) },
              'gone.txt': { bytes: 1, sha256: '0'.repeat(64) },
            },
          },
        }),
      ),
      'file.damaged',
      /gone\.txt.*missing/,
    ],
    [
      'a wrong checksum',
      zip(projectEntries({ manifest: { entries: { 'document.json': { bytes: 1, sha256: '0'.repeat(64) } } } })),
      'file.damaged',
      /document\.json.*checksum/,
    ],
    ['minReader -1', zip(projectEntries({ manifest: { minReader: -1 } })), 'file.damaged', /minReader/],
    [
      'formatVersion missing',
      zip(projectEntries({ manifest: { formatVersion: undefined } })),
      'file.damaged',
      /formatVersion/,
    ],
    [
      'a document with __proto__',
      zip(projectEntries({ document: '{"__proto__":{"x":1},"format":1,"network":{}}' })),
      'file.damaged',
      /__proto__/,
    ],
    [
      'a document nested too deep',
      zip(projectEntries({ document: '['.repeat(100_000) + ']'.repeat(100_000) })),
      'file.damaged',
      /nested/,
    ],
    [
      'a newer document',
      zip(projectEntries({ document: stableJson({ ...documentNamed('x'), format: 2 }), manifest: { minReader: 2 } })),
      'file.newer',
      /newer version/,
    ],
  ];
  it.each(rows)('%s', async (_what, bytes, code, says) => {
    const folder = temporaryFolder();
    const path = join(folder, 'x.loom');
    writeFileSync(path, bytes);
    const start = performance.now();
    const result = await read(path, folder);
    expect(performance.now() - start).toBeLessThan(promptly(2000));
    expect(result.ok ? 'accepted' : `${result.problem.code} ${result.problem.message}`).toContain(code);
    if (!result.ok) expect(result.problem.message).toMatch(says);
    expect(existsSync(join(folder, 'evil.sh')) || existsSync('/etc/evil')).toBe(false);
  });

  it('opens a newer file for looking only when it can still be read', async () => {
    const folder = temporaryFolder();
    const path = join(folder, 'newer.loom');
    writeFileSync(path, zip(projectEntries({ manifest: { formatVersion: 7, minReader: 7 } })));
    const result = await read(path, folder);
    expect(result.ok && result.value.readOnly).toBe(true);
    expect(result.ok && result.value.problems[0]?.code).toBe('file.newer');
  });

  it('does not wait at a pipe, and says what a folder is', async () => {
    const folder = temporaryFolder();
    const { execFileSync } = await import('node:child_process');
    execFileSync('mkfifo', [join(folder, 'pipe.loom')]);
    expect((await read(join(folder, 'pipe.loom'), folder)).ok).toBe(false);
    expect((await read(folder, folder)).ok).toBe(false);
    expect((await read(join(folder, 'none.loom'), folder)).ok).toBe(false);
  });
});
