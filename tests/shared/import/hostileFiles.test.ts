// What lies around a network that means harm: archives that unpack to more than they are, pickles under other names, weights
// that belong to nothing, a model that is no file. Each is refused with what is wrong and what to do. Rows 65, 66 and 78 to 82
// of the list of bad inputs.
import { execFileSync } from 'node:child_process';
import { linkSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { importFile } from '../../../electron/host/importing/readModel';
import { networkInFile } from '../../../shared/export/ownNetwork';
import { writeZip } from '../../../shared/export/zip';
import { utf8 } from '../../../shared/export/text';
import { type SafeTensor, writeSafetensors } from '../../../shared/run/safetensors';
import { planOf } from '../../engine/plans';
import { memorySpec } from '../../engine/memoryData';
import { promptly } from '../../promptly';
import { dense, topology } from './hostileModels';

const folder = mkdtempSync(join(tmpdir(), 'layerloom-hostile-files-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A zip of one part, packed; `claims` is the size that its list tells, `mode` what kind of file it was. */
function packed(name: string, body: Buffer, claims = body.length, mode = 0o100644): Buffer {
  const small = deflateRawSync(body);
  const common = Buffer.alloc(26);
  common.writeUInt16LE(20, 0);
  common.writeUInt16LE(8, 4);
  common.writeUInt32LE(small.length, 14);
  common.writeUInt32LE(claims, 18);
  common.writeUInt16LE(name.length, 22);
  const central = Buffer.alloc(14);
  central.writeUInt32LE(mode * 2 ** 16, 6);
  const local = [Buffer.from('PK\x03\x04', 'latin1'), common, Buffer.from(name), small];
  const list = [Buffer.from('PK\x01\x02\x14\0', 'latin1'), common, central, Buffer.from(name)];
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(Buffer.concat(list).length, 12);
  end.writeUInt32LE(Buffer.concat(local).length, 16);
  return Buffer.concat([...local, ...list, end]);
}

const zeros = Buffer.alloc(150 * 2 ** 20);
const config = { name: 'config.json', body: utf8(JSON.stringify(topology(dense()))) };
const plan = planOf(
  memorySpec({
    inputs: { x: { shape: [4], rows: [] } },
    targets: { y: { task: 'regression', column: 'y', subtract: 0, divide: 1, values: [] } },
    train: 0,
  }),
  [
    ['in', 'input'],
    ['end', 'dense', { units: 2 }],
    ['out', 'output'],
  ],
);
const kernel: SafeTensor = { dtype: 'F32', shape: [4, 2], data: Float32Array.from([1, 2, 3, 4, 5, 6, 7, 8]) };
const bias: SafeTensor = { dtype: 'F32', shape: [2], data: Float32Array.of(1, 2) };
const safetensors = (
  tensors: { readonly [name: string]: SafeTensor } = { 'end/kernel': kernel, 'end/bias': bias },
  metadata: { readonly [name: string]: string } = { format: 'layerloom', layerloom: networkInFile(plan) },
) => writeSafetensors(new Map(Object.entries(tensors)), metadata);
const withHeader = (header: string, claims = header.length) => {
  const data = Buffer.alloc(8 + header.length);
  data.writeBigUInt64LE(BigInt(claims));
  data.write(header, 8, 'latin1');
  return data;
};

const rows: readonly (readonly [title: string, name: string, data: Uint8Array, says: RegExp])[] = [
  [
    '78 a configuration of a few bytes that unpacks to 150 MB',
    'a.keras',
    packed('config.json', zeros, 10),
    /larger than it says/,
  ],
  [
    '78 weights that unpack to 150 MB of nothing',
    'a.keras',
    packed('model.weights.h5', zeros),
    /With "model\.weights\.h5" the file of \d+ bytes would grow to more than/,
  ],
  [
    '78 a part that is a link',
    'a.keras',
    packed('config.json', Buffer.from('/etc/passwd'), undefined, 0o120777),
    /"config\.json" as a link to another place/,
  ],
  [
    '78 a thousand and one parts',
    'a.keras',
    writeZip(Array.from({ length: 1001 }, (_, i) => ({ name: `${i}`, body: utf8('') }))),
    /has 1001 parts/,
  ],
  [
    '78 a list of parts that is not there',
    'a.keras',
    Buffer.from('PK\x03\x04 and no more'),
    /list of its parts, .* is missing/,
  ],
  ['78 a configuration without weights', 'a.keras', writeZip([config]), /no weights \(model\.weights\.h5\)/],
  ...[2, 3, 4, 5].map(
    (version) =>
      [
        `79 a pickle of version ${version} that calls itself a Keras file`,
        'a.h5',
        Uint8Array.of(0x80, version, 0x63, 0x6f, 0x73),
        /can run code when they are opened.*torch\.onnx\.export/,
      ] as const,
  ),
  ...['pt', 'pth', 'ckpt', 'pickle', 'joblib'].map(
    (ending) => [`79 .${ending}`, `a.${ending}`, Uint8Array.of(1, 2, 3), /can run code/] as const,
  ),
  [
    '79 a PyTorch archive that calls itself a Keras file',
    'a.keras',
    writeZip([{ name: 'archive/data.pkl', body: utf8('cos\nsystem\n') }]),
    /no Keras model: config\.json is missing.*torch\.onnx\.export/,
  ],
  ['80 TensorFlow Lite', 'a.tflite', Uint8Array.of(1), /no longer knows its layers.*tf2onnx/],
  ['no network in the metadata', 'a.safetensors', safetensors(undefined, {}), /weights without a network/],
  [
    'a network in the metadata that nests without end',
    'a.safetensors',
    safetensors(undefined, { format: 'layerloom', layerloom: '['.repeat(20_000) }),
    /metadata cannot be read.*nested/,
  ],
  [
    'a network of a hundred million units',
    'a.safetensors',
    safetensors(undefined, {
      format: 'layerloom',
      layerloom: networkInFile(plan).replace('"units":2', '"units":100000000'),
    }),
    /not one that can stand here|does not fit/,
  ],
  [
    '82 weights of another network',
    'a.safetensors',
    safetensors({ 'end/kernel': { ...kernel, shape: [2, 4] }, 'end/bias': bias }),
    /"end\/kernel" does not fit: .* \[2, 4\] in the file; the network needs \[4, 2\]/,
  ],
  ['66 a weight that is missing', 'a.safetensors', safetensors({ 'end/kernel': kernel }), /no "end\/bias"/],
  [
    '66 a weight too many',
    'a.safetensors',
    safetensors({ 'end/kernel': kernel, 'end/bias': bias, more: bias }),
    /holds "more", which the network .* has not/,
  ],
  ['a header that ends behind the file', 'a.safetensors', withHeader('{}', 1000), /ends within its header/],
  ['a header of an exabyte', 'a.safetensors', withHeader('{}', 2 ** 50), /more than the format allows/],
  [
    '67 a shape of a quintillion',
    'a.safetensors',
    withHeader('{"x":{"dtype":"F32","shape":[1000000000,1000000000],"data_offsets":[0,0]}}'),
    /needs 4000000000000000000 bytes/,
  ],
];

describe('refused, each with its reason and what to do', () => {
  it.each(rows)('%s', async (_title, name, data, says) => {
    const path = join(folder, name);
    writeFileSync(path, data);
    const began = performance.now();
    const read = await importFile(path);
    expect(performance.now() - began).toBeLessThan(promptly(2000));
    if (read.ok) throw new Error('It was taken.');
    expect(read.problem.message).toMatch(says);
    expect(read.problem.message).toMatch(/\b(Save|Export|Import|Convert|Use|In Python)\b/);
    expect(await importFile(path)).toEqual(read);
  });

  it.runIf(process.platform !== 'win32')('65 a pipe in the place of the model, which nobody writes into', async () => {
    const pipe = join(folder, 'pipe.keras');
    execFileSync('mkfifo', [pipe]);
    expect(await importFile(pipe)).toMatchObject({
      ok: false,
      problem: { message: expect.stringMatching(/no plain file/) },
    });
  });

  it('the weights that all of these are made of are taken, by any name that leads to them', async () => {
    const whole = join(folder, 'whole.safetensors');
    writeFileSync(whole, safetensors());
    linkSync(whole, join(folder, 'hard.safetensors'));
    symlinkSync(whole, join(folder, 'link.safetensors'));
    for (const name of ['whole', 'hard', 'link']) {
      const read = await importFile(join(folder, `${name}.safetensors`));
      if (!read.ok) throw new Error(read.problem.message);
      expect(read.value.network.nodes.map(({ kind }) => kind)).toEqual(['input', 'dense', 'output']);
      expect([...read.value.weights.get('end/kernel')!.values]).toEqual([...kernel.data]);
    }
  });

  it('71 weights that are no numbers come in with a word about it', async () => {
    const path = join(folder, 'nan.safetensors');
    writeFileSync(path, safetensors({ 'end/kernel': kernel, 'end/bias': { ...bias, data: Float32Array.of(NaN, 1) } }));
    const read = await importFile(path);
    expect(read.ok && read.value.notes).toEqual([
      'The weight "end/bias" has 1 numbers that are none (NaN or infinite).',
    ]);
  });
});
