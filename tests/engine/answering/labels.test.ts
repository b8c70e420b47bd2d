// Files without classes: opened, given classes in the project, trained on what has one.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { inspectData, openData, previewData } from '../../../electron/engine/data';
import type { Correction, DataConfig } from '../../../shared/data/config';
import { isUnlabelled } from '../../../shared/data/corrections';
import { checkData, describeData } from '../../../shared/data/describe';
import type { SortedClasses } from '../../../shared/data/sortedClasses';

const folder = mkdtempSync(join(tmpdir(), 'layerloom-labels-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A WAV file of a tone: 8,000 samples a second, 16 bits. */
function tone(hertz: number): Buffer {
  const samples = Int16Array.from({ length: 1600 }, (_, i) => 12_000 * Math.sin((2 * Math.PI * hertz * i) / 8000));
  const head = Buffer.alloc(44);
  head.write('RIFF', 0);
  head.writeUInt32LE(36 + samples.byteLength, 4);
  head.write('WAVEfmt ', 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(8000, 24);
  head.writeUInt32LE(16_000, 28);
  head.writeUInt16LE(2, 32);
  head.writeUInt16LE(16, 34);
  head.write('data', 36);
  head.writeUInt32LE(samples.byteLength, 40);
  return Buffer.concat([head, Buffer.from(samples.buffer)]);
}

const kinds = [
  {
    what: 'sounds in one folder',
    file: (i: number) => [`${String(i).padStart(2, '0')}.wav`, tone(300 + 50 * i)] as const,
    options: {},
    named: (data: DataConfig, own: OwnClasses): DataConfig => ({ ...data, audio: { ...data.audio!, ...own } }),
  },
  {
    what: 'texts in one folder',
    file: (i: number) => [`${String(i).padStart(2, '0')}.txt`, `This is the story of number ${i}.`] as const,
    options: { classesFrom: 'none' },
    named: (data: DataConfig, own: OwnClasses): DataConfig => ({ ...data, text: { ...data.text!, ...own } }),
  },
];

type OwnClasses = Pick<SortedClasses, 'classes' | 'classCounts'>;

describe.each(kinds)('$what', ({ what, file, options, named }) => {
  it('get their classes in the project', async () => {
    const path = join(folder, what);
    mkdirSync(path);
    for (let i = 0; i < 24; i++) {
      const [name, content] = file(i);
      writeFileSync(join(path, name), content);
    }
    const found = await inspectData({ type: 'folder', path, name: what }, options);
    if (!found.ok) throw new Error(found.problem.message);
    const data = found.value;
    expect(isUnlabelled(data)).toBe(true);
    expect(checkData(data)).toContainEqual(expect.objectContaining({ code: 'data.unlabelled', severity: 'error' }));
    const page = await previewData(data, 'all', 0, 24);
    if (!page.ok) throw new Error(page.problem.message);
    expect(page.value.rows.map(({ label }) => label)).toEqual(Array.from({ length: 24 }, () => undefined));
    // Whoever learns without classes has them all.
    expect(describeData(data)).toMatchObject({ targets: {}, sampleCount: 24 });

    const few = named(data, { classes: ['low', 'high'], classCounts: [0, 0] });
    expect(checkData(few).map(({ code }) => code)).toEqual(['data.labels.few']);
    const corrections = page.value.rows
      .slice(0, 20)
      .map(({ name, index }): Correction => ({ sample: name!, label: index < 10 ? 'low' : 'high' }));
    const labelled: DataConfig = { ...few, corrections };
    expect(checkData(labelled).filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(describeData(labelled).sampleCount).toBe(20);
    const opened = await openData(labelled);
    if (!opened.ok) throw new Error(opened.problem.message);
    const { parts } = opened.value;
    const all = [...parts.train, ...parts.validation, ...parts.test].sort((a, b) => a - b);
    expect(all).toEqual(Array.from({ length: 20 }, (_, i) => i));
    expect(Array.from(opened.value.labels('class', Uint32Array.of(3, 17, 22)))).toEqual([0, 1, -1]);
    opened.value.close();
  });
});
