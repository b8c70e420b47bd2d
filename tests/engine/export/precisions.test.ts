// What is said of smaller numbers before they are written: figures that fall as bits go, sizes of the real files, and
// answers that are those of TFLite's own (tests/oracle/exportTflite.test.ts asks it).
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withRoom } from '../../../electron/engine/export/calibrate';
import { comparePrecisions } from '../../../electron/engine/export/compare';
import { asymmetric, quantized, symmetric } from '../../../shared/export/tflite/numbers';
import { fromHalf, half } from '../../../shared/half';
import { encodeFlatbuffer, i32, ref, table, text } from '../../../shared/export/tflite/flatbuffer';
import { type OpenCase, exportCases, openCase } from './cases';

describe('half precision', () => {
  it.each([
    [0, 0x0000],
    [-0, 0x8000],
    [1, 0x3c00],
    [-2, 0xc000],
    [65504, 0x7bff],
    [65520, 0x7c00],
    [Infinity, 0x7c00],
    [2 ** -14, 0x0400],
    [2 ** -24, 0x0001],
    [2 ** -25, 0x0000],
    [1.5 * 2 ** -24, 0x0002],
    [1 + 2 ** -11, 0x3c00],
    [1 + 3 * 2 ** -11, 0x3c02],
    [0.1, 0x2e66],
  ])('%d is 0x%s', (value, bits) => expect(half(value)).toBe(bits));

  it('every finite number comes back', () => {
    for (let bits = 0; bits < 0x7c00; bits++) expect(half(fromHalf(bits))).toBe(bits);
  });
});

describe('8 bits', () => {
  it('zero is a number of its own, and the ends are reached', () => {
    const made = asymmetric([-1, 3]);
    expect([...new Int8Array(quantized(Float32Array.of(-1, 0, 3, 9), made).buffer)]).toEqual([
      -128,
      made.zeros[0],
      127,
      127,
    ]);
    expect(made.scales[0]).toBeCloseTo(4 / 255, 6);
  });
  it('weights have a scale for each channel', () => {
    const { quantization, data } = symmetric(Float32Array.of(1, -2, 100, 50), [2, 2], 0);
    expect(quantization.scales.map((scale) => scale * 127)).toEqual([expect.closeTo(2, 5), expect.closeTo(100, 4)]);
    expect([...new Int8Array(data.buffer)]).toEqual([64, -127, 127, 64]);
  });
});

it('answers have room beyond what was seen, through layers that only move them; the rest keeps its range', () => {
  const tensor = (id: number, name: string) => ({ id, name, shape: [null, 1], dtype: 'float32' as const });
  const [inside, sum, answer] = [tensor(1, 'inside'), tensor(2, 'sum'), tensor(3, 'answer')];
  const of = { layer: 'l', kind: 'dense' };
  const program: Parameters<typeof withRoom>[0] = {
    steps: [
      { operation: { op: 'dense', fused: 'none' }, inputs: [inside], output: sum, ...of },
      { operation: { op: 'reshape', to: [-1, 1] }, inputs: [sum], output: answer, ...of },
    ],
    outputs: [{ name: 'out', tensor: answer }],
  };
  const seen = new Map(['inside', 'sum', 'answer'].map((name): [string, [number, number]] => [name, [-2, 2]]));
  expect([...withRoom(program, seen)]).toEqual([
    ['inside', [-2, 2]],
    ['sum', [-3, 3]],
    ['answer', [-3, 3]],
  ]);
});

it('a flatbuffer: root, identifier, a table with a number and a text', () => {
  // Checked by hand against flatbuffers.dev, "Internals".
  const file = encodeFlatbuffer(table(i32(1, 7), ref(0, text('hi'))), 'TEST');
  const view = new DataView(file.buffer);
  const root = view.getUint32(0, true);
  const places = root - view.getInt32(root, true);
  expect(String.fromCharCode(...file.slice(4, 8))).toBe('TEST');
  expect(view.getUint16(places, true)).toBe(8);
  expect(view.getInt32(root + view.getUint16(places + 6, true), true)).toBe(7);
  const at = root + view.getUint16(places + 4, true);
  const words = at + view.getUint32(at, true);
  expect(view.getUint32(words, true)).toBe(2);
  expect(String.fromCharCode(...file.slice(words + 4, words + 7))).toBe('hi\0');
});

describe.each([exportCases[0]!, exportCases[1]!, exportCases[5]!])('$title', (given) => {
  let open: OpenCase;
  beforeAll(async () => {
    open = await openCase(given);
  });
  afterAll(() => open.close());

  it('is compared in three precisions, at the rates of the run for 32 bits', async () => {
    const seen: string[] = [];
    const watch = {
      signal: new AbortController().signal,
      progress: (_done: number, _total: number, message: string) => void seen.push(message),
    };
    const { rows, count } = await comparePrecisions(open.trained, open.data, watch);
    expect(count).toBeGreaterThanOrEqual(20);
    expect(seen).toHaveLength(4);
    expect(rows.map(({ format }) => format)).toEqual(['tflite', 'tflite-float16', 'tflite-int8']);
    for (const { figures, bytes, packed, milliseconds } of rows) {
      expect(packed).toBeGreaterThan(300);
      expect(packed).toBeLessThan(bytes);
      expect(milliseconds).toBeGreaterThan(0);
      expect(bytes).toBeGreaterThan(1000);
      expect(figures).toHaveLength(1);
    }
    const [full, halfSize, whole] = rows.map(({ figures }) => figures[0]!.value) as [number, number, number];
    const scale = Math.max(1, Math.abs(full));
    expect(Math.abs(halfSize - full) / scale).toBeLessThan(0.01);
    expect(Math.abs(whole - full) / scale).toBeLessThan(0.1);
  });

  it('ends when it is cancelled', async () => {
    const controller = new AbortController();
    controller.abort();
    const watch = { signal: controller.signal, progress: () => undefined };
    await expect(comparePrecisions(open.trained, open.data, watch)).rejects.toThrow('cancelled');
  });
});
