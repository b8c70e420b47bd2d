// The weights format: what is written is read back, byte for byte the same each time, and nothing unsound is read.
import { describe, expect, it } from 'vitest';
import { type SafeTensor, readSafetensors, writeSafetensors } from '../../../shared/run/safetensors';

const f32 = (shape: readonly number[], ...data: number[]): SafeTensor => ({
  dtype: 'F32',
  shape,
  data: Float32Array.from(data),
});

const two = new Map<string, SafeTensor>([
  ['dense/kernel', f32([2, 2], 1, -2, Number.NaN, 4)],
  ['7', { dtype: 'I32', shape: [3], data: Int32Array.of(1, -2, 3) }],
  ['empty', f32([0])],
]);

function file(header: unknown, data = new Uint8Array(0)): Uint8Array {
  const json = typeof header === 'string' ? header : JSON.stringify(header);
  const text = new TextEncoder().encode(json);
  const bytes = new Uint8Array(8 + text.length + data.length);
  new DataView(bytes.buffer).setUint32(0, text.length, true);
  bytes.set(text, 8);
  bytes.set(data, 8 + text.length);
  return bytes;
}

describe('safetensors', () => {
  it('reads back what it wrote, in order, with metadata beyond ASCII', () => {
    const result = readSafetensors(writeSafetensors(two, { state: '{"name":"Größe 数"}' }));
    if (!result.ok) throw new Error(result.problem.message);
    expect(result.value.metadata).toEqual({ state: '{"name":"Größe 数"}' });
    // Names that look like whole numbers come first in any JavaScript object; the names are what counts.
    expect(new Map(result.value.tensors)).toEqual(two);
  });

  it('reads from a Node Buffer that is part of a larger one', () => {
    const bytes = writeSafetensors(two);
    const pool = Buffer.alloc(bytes.length + 13, 7);
    pool.set(bytes, 13);
    const result = readSafetensors(pool.subarray(13));
    expect(result.ok && new Map(result.value.tensors)).toEqual(two);
  });

  it('gives the same bytes for the same tensors, data aligned to 8', () => {
    const bytes = writeSafetensors(two);
    expect(bytes).toEqual(writeSafetensors(new Map(two)));
    expect(new DataView(bytes.buffer).getUint32(0, true) % 8).toBe(0);
  });

  // The bytes of Python's safetensors.numpy.save({'a': np.array([1, 2], np.float32)}), version 0.5.
  it('reads what the Python package writes', () => {
    const header = '{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}'.padEnd(56, ' ');
    const result = readSafetensors(file(header, new Uint8Array([0, 0, 128, 63, 0, 0, 0, 64])));
    expect(result.ok && [...result.value.tensors.get('a')!.data]).toEqual([1, 2]);
  });

  const entry = (more: object) => ({ a: { dtype: 'F32', shape: [1], data_offsets: [0, 4], ...more } });
  const four = new Uint8Array(4);
  const bad: readonly [title: string, bytes: Uint8Array][] = [
    ['nothing', new Uint8Array(0)],
    ['seven bytes', new Uint8Array(7)],
    ['a header longer than the file', new Uint8Array([255, 0, 0, 0, 0, 0, 0, 0])],
    ['a header of 2^63 bytes', new Uint8Array([0, 0, 0, 0, 0, 0, 0, 128])],
    ['no JSON', file('{"a":')],
    ['no object', file('[]')],
    ['no UTF-8', Uint8Array.of(4, 0, 0, 0, 0, 0, 0, 0, 0x22, 0xff, 0xfe, 0x22)],
    ['an entry that is no object', file({ a: 1 })],
    ['float64', file(entry({ dtype: 'F64', data_offsets: [0, 8] }), new Uint8Array(8))],
    ['a shape below 0', file(entry({ shape: [-1] }), four)],
    ['a shape that is not whole', file(entry({ shape: [1.5] }), four)],
    ['a shape beyond the data', file(entry({ shape: [1e9, 1e9] }), four)],
    ['offsets beyond the file', file(entry({ data_offsets: [4, 8] }), four)],
    ['bytes that no tensor owns', file(entry({}), new Uint8Array(8))],
    ['no bytes', file(entry({}))],
    ['overlapping tensors', file({ ...entry({}), b: { dtype: 'F32', shape: [1], data_offsets: [0, 4] } }, four)],
    ['metadata that is not text', file({ __metadata__: { a: 1 } })],
  ];
  it.each(bad)('refuses %s', (_title, bytes) => {
    const result = readSafetensors(bytes);
    expect(result.ok ? 'was read' : result.problem.code).toBe('weights.damaged');
  });

  // Oracle: numpy.float16 of these bits.
  it.each([
    [0x3c00, 1],
    [0xc100, -2.5],
    [0x7bff, 65504],
    [0x0400, 2 ** -14],
    [0x0001, 2 ** -24],
    [0x83ff, -1023 * 2 ** -24],
    [0x7c00, Infinity],
    [0x7e00, NaN],
  ])('reads the half %i as %f', (bits, value) => {
    const bytes = file(entry({ dtype: 'F16', data_offsets: [0, 2] }), Uint8Array.of(bits & 255, bits >> 8));
    const read = readSafetensors(bytes);
    expect(read.ok && read.value.tensors.get('a')).toEqual({ dtype: 'F32', shape: [1], data: Float32Array.of(value) });
  });

  it('refuses a file cut at any byte', () => {
    const bytes = writeSafetensors(two);
    for (let length = 0; length < bytes.length; length++) {
      expect(readSafetensors(bytes.slice(0, length)).ok, `cut at ${length}`).toBe(false);
    }
  });

  it('says so when data do not fill a shape', () => {
    expect(() => writeSafetensors(new Map([['a', f32([3], 1)]]))).toThrow('a has 1 numbers; its shape needs 3');
  });
});
