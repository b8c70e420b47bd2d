// HDF5 files of a few bytes that ask for much: each is refused before the room is made.
import { expect, it } from 'vitest';
import { attributeAt } from '../../../shared/import/hdf5/attributes';
import { Hdf5Bytes } from '../../../shared/import/hdf5/bytes';
import { chunked } from '../../../shared/import/hdf5/chunks';
import { datasetOf } from '../../../shared/import/hdf5/datasets';
import { messageTypes } from '../../../shared/import/hdf5/headers';

/** A file of zeros but for these numbers: their place, their bytes, their value. */
function fileOf(length: number, numbers: readonly (readonly [at: number, bytes: 1 | 2 | 4, value: number])[]) {
  const data = Buffer.alloc(length);
  for (const [at, bytes, value] of numbers) data.writeUIntLE(value, at, bytes);
  return data;
}

it('a million texts of no bytes, over and over', () => {
  // Version 1: a name of 8 bytes, a text type (class 3) of size 0, a space of one axis.
  const file = new Hdf5Bytes(
    fileOf(40, [
      [0, 1, 1],
      [2, 2, 1],
      [4, 2, 8],
      [6, 2, 16],
      [16, 1, 0x13],
      [24, 1, 1],
      [25, 1, 1],
      [32, 4, 1_000_000],
    ]),
  );
  file.unpack(2 ** 26 - 16_000_000, 'the attributes before it');
  expect(() => {
    for (let i = 0; i < 2; i++) attributeAt(file, 0);
  }).toThrow(/its texts .* would grow/);
});

it('a tree that leads to the same piece over and over', () => {
  const count = 2 ** 18;
  const leaves = 200;
  const [layout, piece] = [24 + 32 * leaves, 64 + 32 * leaves];
  const data = fileOf(piece + 4 * count, [
    [4, 1, 1],
    [6, 2, leaves],
    [layout, 1, 3],
    [layout + 1, 1, 2],
    [layout + 2, 1, 2],
    [layout + 11, 4, count],
    ...Array.from({ length: leaves }, (_, i) => [
      [24 + 32 * i, 4, 4 * count] as const,
      [48 + 32 * i, 4, piece] as const,
    ]).flat(),
  ]);
  data.write('TREE', 0, 'latin1');
  const array = { name: 'w', shape: [count], itemSize: 4, layout: { type: messageTypes.layout, at: layout, size: 19 } };
  expect(() => chunked(new Hdf5Bytes(data), { ...array, filters: undefined }, undefined)).toThrow(/"w" .* would grow/);
});

it.each([
  ['numbers of no bytes', 1, 0, 'float0'],
  ['whole numbers', 0, 4, 'uint32'],
] as const)('%s, before they are looked for', (_what, kind, size, words) => {
  const file = new Hdf5Bytes(
    fileOf(64, [
      [0, 1, 1],
      [1, 1, 1],
      [8, 4, 400_000_000],
      [16, 1, 0x10 + kind],
      [20, 4, size],
    ]),
  );
  const messages = [
    { type: messageTypes.dataspace, at: 0, size: 16 },
    { type: messageTypes.datatype, at: 16, size: 8 },
    { type: messageTypes.layout, at: 32, size: 19 },
  ];
  expect(() => datasetOf(file, messages, 'w', undefined).read()).toThrow(`of the kind ${words};`);
});
