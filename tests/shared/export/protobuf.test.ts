// The wire format of Protocol Buffers. Oracle: the examples of protobuf.dev, "Encoding", and the reader of the same file.
import { describe, expect, it } from 'vitest';
import {
  ReadMessage,
  bytes,
  decodeUtf8,
  encodeMessage,
  float,
  floats,
  mapEntry,
  message,
  messages,
  text,
  texts,
  varint,
  varints,
} from '../../../shared/export/protobuf';
import { utf8 } from '../../../shared/export/text';

const hex = (data: Uint8Array) => Buffer.from(data).toString('hex');

describe('writing', () => {
  it.each([
    ['a number', [varint(1, 150)], '089601'],
    ['a text', [text(2, 'testing')], '120774657374696e67'],
    ['a message', [message(3, [varint(1, 150)])], '1a03089601'],
    ['packed numbers', [varints(6, [3, 270, 86942])], '3206038e029ea705'],
    ['a negative number', [varint(1, -2)], '08feffffffffffffffff01'],
    ['nothing', [varint(1, undefined), varints(2, []), text(3, undefined)], ''],
    ['a float', [float(2, 1)], '150000803f'],
    ['true', [varint(1, true)], '0801'],
  ])('%s', (_title, fields, expected) => {
    expect(hex(encodeMessage(fields))).toBe(expected);
  });
});

describe('reading', () => {
  it('gives back what was written', () => {
    const read = new ReadMessage(
      encodeMessage([
        varint(1, -7),
        varint(2, 2 ** 53 - 1),
        varints(3, [1, -1, 300]),
        floats(4, [0.5, -2]),
        ...texts(5, ['a', 'Größe 猫 😺']),
        ...messages(6, [[varint(1, 1)], [varint(1, 2)]]),
        bytes(7, Uint8Array.of(0, 255)),
        mapEntry(8, 'key', [text(1, 'value')]),
        varint(300, 5),
      ]),
    );
    expect(read.int(1)).toBe(-7);
    expect(read.int(2)).toBe(2 ** 53 - 1);
    expect(read.ints(3)).toEqual([1, -1, 300]);
    expect([...read.floats(4)]).toEqual([0.5, -2]);
    expect(read.texts(5)).toEqual(['a', 'Größe 猫 😺']);
    expect(read.messages(6).map((one) => one.int(1))).toEqual([1, 2]);
    expect([...read.bytes(7)]).toEqual([0, 255]);
    expect(read.message(8)!.text(1)).toBe('key');
    expect(read.message(8)!.message(2)!.text(1)).toBe('value');
    expect(read.int(300)).toBe(5);
    expect([read.has(9), read.int(9), read.text(9), read.message(9)]).toEqual([false, 0, '', null]);
  });

  it.each([
    ['a number that does not end', '08ff'],
    ['a number of eleven bytes', `08${'ff'.repeat(10)}01`],
    ['a field longer than the file', '12ff01'],
    ['a length of 2^63', '12ffffffffffffffffff01'],
    ['a group', '0b'],
    ['field 0', '0001'],
    ['half a float', '150000'],
  ])('refuses %s', (_title, data) => {
    expect(() => new ReadMessage(Uint8Array.from(Buffer.from(data, 'hex')))).toThrow(RangeError);
  });
});

it('decodes UTF-8 as the platform does', () => {
  for (const sample of ['', 'abc', 'Größe', '猫', '😺\u0000x', '\u07ff\u0800\uffff\u{10ffff}'])
    expect(decodeUtf8(utf8(sample))).toBe(sample);
  expect(decodeUtf8(Uint8Array.of(0xff, 65, 0xe2, 0x82))).toBe('\ufffdA\ufffd');
});
