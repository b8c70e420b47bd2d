// A table of 200,000 rows: the figures are printed for people to judge; what is asserted is the result and that memory
// stays far below the size of the table as JavaScript strings.
import { createWriteStream, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { glanceData, inspectData, openData } from '../../../electron/engine/data';
import { createRandom } from '../../../shared/random';
import { promptly } from '../../promptly';

const rowCount = 200_000;
let folder = '';
let path = '';

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'layerloom-large-'));
  path = join(folder, 'large.csv');
  const stream = createWriteStream(path);
  const random = createRandom(0);
  stream.write('id,age,income,city,comment,price\n');
  for (let i = 0; i < rowCount; i += 1000) {
    let block = '';
    for (let row = i; row < i + 1000; row++) {
      const age = row % 97 === 0 ? '' : 18 + random.integer(60);
      block += `${row},${age},${(random.normal() * 1e4).toFixed(2)},city ${random.integer(40)},"said ""${row}"", then left",${random.uniform().toFixed(6)}\n`;
    }
    if (!stream.write(block)) await once(stream, 'drain');
  }
  stream.end();
  await once(stream, 'finish');
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('a table of 200,000 rows', () => {
  it('is inspected and opened with bounded memory', { timeout: 60_000 }, async () => {
    const source = { type: 'file', path, name: 'large.csv' } as const;
    let peak = 0;
    const start = performance.now();
    const before = process.memoryUsage().rss;
    let calls = 0;
    const inspected = await inspectData(
      source,
      {},
      {
        onProgress: () => {
          calls++;
          peak = Math.max(peak, process.memoryUsage().rss - before);
        },
      },
    );
    const inspectMs = performance.now() - start;
    if (!inspected.ok) throw new Error(inspected.problem.message);
    const { table } = inspected.value;
    expect(table!.rowCount).toBe(rowCount);
    expect(table!.columns.map(({ name, type, role }) => `${name} ${type} ${role}`)).toEqual([
      'id number ignore',
      'age number feature',
      'income number feature',
      'city category feature',
      'comment text ignore',
      'price number target',
    ]);
    expect(table!.columns[1]!.facts.missing).toBe(Math.ceil(rowCount / 97));
    // Beyond 20,000 distinct values they are estimated: within four standard errors of 1.6 %.
    expect(Math.abs(table!.columns[4]!.facts.unique / rowCount - 1)).toBeLessThan(0.065);
    const opening = performance.now();
    const opened = await openData(inspected.value);
    const openMs = performance.now() - opening;
    if (!opened.ok) throw new Error(opened.problem.message);
    expect(opened.value.parts.train.length).toBe(140_000);
    const batching = performance.now();
    await opened.value.batch(opened.value.parts.train);
    const batchMs = performance.now() - batching;
    opened.value.close();
    const megabytes = (bytes: number) => `${Math.round(bytes / 2 ** 20)} MB`;
    console.log(
      `200,000 rows, ${megabytes(statSync(path).size)}: inspected in ${Math.round(inspectMs)} ms with at most ${megabytes(peak)} more memory and ${calls} messages, opened in ${Math.round(openMs)} ms, 140,000 rows encoded in ${Math.round(batchMs)} ms`,
    );
  });

  it('shows its first rows at once, and stops within 200 ms of being told to', { timeout: 60_000 }, async () => {
    const source = { type: 'file', path, name: 'large.csv' } as const;
    const asked = performance.now();
    const glance = await glanceData(source, {});
    if (!glance.ok) throw new Error(glance.problem.message);
    expect(performance.now() - asked).toBeLessThan(promptly(2000));
    expect(glance.value.columns).toEqual(['id', 'age', 'income', 'city', 'comment', 'price']);
    expect(glance.value.rows).toHaveLength(30);
    expect(glance.value.rows[0]!.slice(0, 2)).toEqual(['0', null]);
    expect(await glanceData({ type: 'folder', path: folder, name: 'x' }, {})).toEqual({
      ok: true,
      value: { columns: [], rows: [], pictures: [] },
    });

    const cancel = new AbortController();
    let told = 0;
    const stopped = await inspectData(
      source,
      {},
      {
        signal: cancel.signal,
        onProgress: () => {
          told ||= performance.now();
          cancel.abort();
        },
      },
    );
    expect(stopped).toMatchObject({ ok: false, problem: { code: 'cancelled' } });
    expect(performance.now() - told).toBeLessThan(promptly(200));
  });
});
