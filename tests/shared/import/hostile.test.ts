// Files that mean harm, or are broken: every one is refused with what is wrong and where, quickly, and nothing else is
// read. Rows 64 to 83 of the list of bad inputs; archives, files beside a model and safetensors: hostileFiles.test.ts.
import { execFileSync } from 'node:child_process';
import {
  linkSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { importFile } from '../../../electron/host/importing/readModel';
import { writeZip } from '../../../shared/export/zip';
import { utf8 } from '../../../shared/export/text';
import { promptly } from '../../promptly';
import { bias, dense, good, h5, kernel, operation, patched, tfjs, topology } from './hostileModels';

const folder = mkdtempSync(join(tmpdir(), 'layerloom-hostile-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The zip with another size in its list for its only part. */
function sized(zip: Uint8Array, size: number): Uint8Array {
  const copy = Buffer.from(zip);
  copy.writeUInt32LE(size, copy.indexOf('PK\x01\x02', 0, 'latin1') + 24);
  return copy;
}

beforeAll(() => {
  writeFileSync(join(folder, 'good.bin'), new Uint8Array(40));
  writeFileSync(join(folder, 'secret'), new Uint8Array(40));
  mkdirSync(join(folder, 'model'));
  for (const [name, size] of Object.entries({ good: 40, short: 39, long: 41, kernel: 32, bias: 8 }))
    writeFileSync(join(folder, 'model', `${name}.bin`), new Uint8Array(size));
  writeFileSync(join(folder, 'model', 'sparse.bin'), '');
  truncateSync(join(folder, 'model', 'sparse.bin'), 3 * 2 ** 30);
  symlinkSync(join(folder, 'secret'), join(folder, 'model', 'link.bin'));
  linkSync(join(folder, 'secret'), join(folder, 'model', 'hard.bin'));
  mkdirSync(join(folder, 'model', 'folder.bin'));
  symlinkSync(folder, join(folder, 'model', 'out'));
  execFileSync('mkfifo', [join(folder, 'model', 'pipe.bin')]);
});

let files = 0;
async function refusal(
  name: string,
  data: string | Uint8Array,
): Promise<{ code: string; message: string; ms: number }> {
  const path = join(folder, 'model', `${files++}-${name}`);
  writeFileSync(path, data);
  const began = performance.now();
  const read = await importFile(path);
  const ms = performance.now() - began;
  if (read.ok) throw new Error('It was taken.');
  return { ...read.problem, ms };
}

const nested = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;

describe('refused, each with its reason', () => {
  const rows: readonly (readonly [title: string, name: string, data: string | Uint8Array, says: RegExp])[] = [
    ...[
      '../../secret',
      '/etc/passwd',
      'file:///etc/passwd',
      'http://x/y',
      '\\\\host\\x',
      'a/../../b',
      'a\0b',
      'C:\\x',
    ].map(
      (path) => [`64 path ${JSON.stringify(path)}`, 'model.json', tfjs([path]), /outside the model's folder/] as const,
    ),
    ...['pipe.bin', 'folder.bin', 'link.bin', 'hard.bin', 'out/secret', 'missing.bin'].map(
      (path) =>
        [
          `65, 66 file ${path}`,
          'model.json',
          tfjs([path]),
          new RegExp(`${path.replace('.', '\\.')} with weights is missing`),
        ] as const,
    ),
    ['66 a byte too few', 'model.json', tfjs(['short.bin']), /short\.bin hold 39 bytes; .* take 40/],
    ['66 a byte too many', 'model.json', tfjs(['long.bin']), /long\.bin hold 41 bytes; .* take 40/],
    ['66 the same file twice', 'model.json', tfjs(['good.bin', 'good.bin']), /the file "good\.bin" twice/],
    [
      '66 swapped shards',
      'model.json',
      JSON.stringify({
        ...(JSON.parse(tfjs([])) as object),
        weightsManifest: [
          { paths: ['bias.bin'], weights: [good[0]] },
          { paths: ['kernel.bin'], weights: [good[1]] },
        ],
      }),
      /bias\.bin hold 8 bytes; .* take 32/,
    ],
    ['66 a file of 3 GB without a word in it', 'model.json', tfjs(['sparse.bin']), /hold 3221225472 bytes; .* take 40/],
    [
      '67 shape of a quintillion',
      'model.json',
      tfjs(['good.bin'], [{ ...good[0], shape: [1e9, 1e9] }]),
      /more than can be held/,
    ],
    ['67 shape [-1]', 'model.json', tfjs(['good.bin'], [{ ...good[0], shape: [-1] }]), /impossible shape/],
    ['67 shape [2.5]', 'model.json', tfjs(['good.bin'], [{ ...good[0], shape: [2.5] }]), /impossible shape/],
    ['67 300 axes', 'model.json', tfjs(['good.bin'], [{ ...good[0], shape: Array(300).fill(1) }]), /impossible shape/],
    [
      '67 [] for a matrix',
      'model.json',
      tfjs(
        ['good.bin'],
        [
          { ...good[0], shape: [] },
          { ...good[1], shape: [9] },
        ],
      ),
      /kernel has the shape \[\] in the file and \[4, 2\]/,
    ],
    ...['string', 'complex64', 'float64', 'resource', 'x'].map(
      (dtype) =>
        [
          `68, 69 dtype ${dtype}`,
          'model.json',
          tfjs(['good.bin'], [{ ...good[0], dtype }]),
          new RegExp(`of the kind "${dtype}"`),
        ] as const,
    ),
    ...[{ scale: 0, min: 0 }, { scale: -1, min: 0 }, { scale: null, min: 0 }, { scale: 1 }].map(
      (q, i) =>
        [
          `70 quantization ${i}`,
          'model.json',
          tfjs(['good.bin'], [{ ...good[0], quantization: { dtype: 'uint8', ...q } }]),
          /makes no sense/,
        ] as const,
    ),
    ['72 the same name twice', 'model.json', tfjs(['good.bin'], [good[0]!, good[0]!]), /twice/],
    [
      '72 a name of 10 MB',
      'model.json',
      tfjs(['good.bin'], [{ ...good[0], name: 'x'.repeat(1e7) }]),
      /impossible name/,
    ],
    [
      '68 ten million texts',
      'model.json',
      tfjs(['good.bin'], [{ ...good[0], shape: [1e7], dtype: 'string' }]),
      /of the kind "string"/,
    ],
    ...(
      [
        ['NaN', /not valid JSON/],
        ['1e999', /makes no sense: dtype uint8, scale Infinity/],
      ] as const
    ).map(
      ([scale, says]) =>
        [
          `70 a scale that is ${scale}`,
          'model.json',
          tfjs(['good.bin'], [{ ...good[0], quantization: { dtype: 'uint8', scale: 7, min: 0 } }]).replace(
            '"scale":7',
            `"scale":${scale}`,
          ),
          says,
        ] as const,
    ),
    ['72 __proto__', 'model.json', tfjs(['good.bin'], [{ ...good[0], name: '__proto__' }]), /impossible name/],
    ...['Lambda', 'TFSMLayer', 'TorchModuleWrapper'].map(
      (type) =>
        [
          `73 ${type}`,
          'model.json',
          tfjs(['good.bin'], good, topology(dense({ class_name: type }))),
          new RegExp(`${type} hold code, which is not run for safety`),
        ] as const,
    ),
    [
      '73 Lambda within another layer',
      'model.json',
      JSON.stringify(
        topology(
          dense({
            class_name: 'TimeDistributed',
            config: { name: 'd', layer: { class_name: 'Lambda', config: { function: ['4wEAAAA=', null, null] } } },
          }),
        ),
      ),
      /Lambda hold code/,
    ],
    [
      '73 a function of Python for an activation',
      'model.json',
      JSON.stringify(topology(dense({}, { activation: { class_name: 'function', module: 'os', config: 'system' } }))),
      /The layer "d": the activation "system" is not known here/,
    ],
    [
      '73 a key that reaches for the prototype',
      'model.json',
      JSON.stringify(topology(dense())).replace('"units":2', '"units":2,"__proto__":{"polluted":1}'),
      /a key named "__proto__"/,
    ],
    ...['constructor', '__proto__', 'toString', 'NoSuchLayer'].map(
      (type) =>
        [
          `73 ${type}`,
          'model.json',
          tfjs(['good.bin'], good, topology(dense({ class_name: type }))),
          /The layer "d": layers of the type .* are not known here/,
        ] as const,
    ),
    [
      '74 a layer that reads nothing',
      'model.json',
      JSON.stringify(topology(dense({ inbound_nodes: [] }))),
      /not valid at the layer "d"/,
    ],
    [
      '74 two layers of one name',
      'model.json',
      JSON.stringify(topology(dense(), dense())),
      /Two layers are called "d"/,
    ],
    [
      '74 a circle',
      'model.json',
      tfjs(['good.bin'], good, topology(dense({ inbound_nodes: [[['d', 0, 0, {}]]] }))),
      /not valid at the layer "d"/,
    ],
    [
      '74 a wire from nowhere',
      'model.json',
      tfjs(['good.bin'], good, topology(dense({ inbound_nodes: [[['x', 0, 0, {}]]] }))),
      /reads "x", which is not there/,
    ],
    [
      '74 singly wrapped wires',
      'model.json',
      tfjs(['good.bin'], good, topology(dense({ inbound_nodes: [['in', 0, 0]] }))),
      /cannot be read/,
    ],
    [
      '74 a layer used a million times',
      'model.json',
      tfjs(['good.bin'], good, topology(dense({ inbound_nodes: Array(2000).fill([['in', 0, 0, {}]]) }))),
      /used 2000 times/,
    ],
    [
      '74 a use of a layer that it does not have',
      'model.json',
      tfjs(['good.bin'], good, topology(dense({ inbound_nodes: [[['in', 7, 0, {}]]] }))),
      /reads "in_use_8", which is not there/,
    ],
    ...(
      [
        ['3 / x', operation('TrueDivide', 3, 'x'), /type TrueDivide are not known/],
        ['x / 0', operation('TrueDivide', 'x', 0), /The layer "d" \(TrueDivide\): Scale must/],
        ['x · 1e9', operation('Multiply', 'x', 1e9), /The layer "d" \(Multiply\): Scale must/],
      ] as const
    ).map(([title, layer, says]) => [title, 'model.json', tfjs(['good.bin'], good, topology(layer)), says] as const),
    [
      '75 a trillion units',
      'model.json',
      tfjs(['good.bin'], good, topology(dense({}, { units: 1e12 }))),
      /Units must be a whole number/,
    ],
    [
      '75 units that are text',
      'model.json',
      tfjs(['good.bin'], good, topology(dense({}, { units: '64' }))),
      /Units must be a whole number/,
    ],
    [
      '75 a hundred million units, weights and all',
      'model.json',
      tfjs(['good.bin'], good, topology(dense({}, { units: 1e8 }))),
      /Units must be|needs about|has the shape/,
    ],
    ['76 nested 20,000 deep', 'model.json', `{"modelTopology":${nested}}`, /cannot be read/],
    [
      '77 a shape of 2^50',
      'a.h5',
      patched(
        h5(topology(dense()), { kernel, bias }),
        '\x01\x04\0\0\0\0\0\0\0\x02\0\0\0\0\0\0\0',
        '\x01\0\0\0\0\0\0\x04\0\x02\0\0\0\0\0\0\0',
      ),
      /claims the shape|damaged/,
    ],
    ...(
      [
        ['external-link', /"kernel" .* is a link to another file/],
        ['soft-link', /"kernel" .* is a link to another place/],
        ['external-storage', /"kernel" keeps its numbers in another file/],
        ['virtual', /"kernel" is put together from elsewhere|laid out/],
        ['circle', /"kernel" of the layer "d" (is|are) missing|weights "kernel"/],
        ['giant', /"kernel" claims the shape \[33554432, 33554432\]/],
      ] as const
    ).map(([name, says]) => [`77 ${name}`, 'a.h5', readFileSync(`tests/fixtures/hdf5/${name}.h5`), says] as const),
    [
      '78 a configuration of a gigabyte',
      'a.keras',
      sized(writeZip([{ name: 'config.json', body: utf8('{}') }]), 2 ** 30),
      /takes 1073741824 bytes; at most/,
    ],
    ['78 traversal', 'a.keras', writeZip([{ name: '../x', body: utf8('x') }]), /leads out of it/],
    [
      '78 twice the same part',
      'a.keras',
      writeZip([
        { name: 'config.json', body: utf8('{}') },
        { name: 'config.json', body: utf8('{}') },
      ]),
      /twice/,
    ],
    [
      '78 encrypted',
      'a.keras',
      patched(
        writeZip([{ name: 'config.json', body: utf8('{}') }]),
        'PK\x01\x02\x14\0\x14\0\0\x08',
        'PK\x01\x02\x14\0\x14\0\x01\x08',
      ),
      /encrypted|damaged/,
    ],
    ['78 no config', 'a.keras', writeZip([{ name: 'x', body: utf8('{}') }]), /config.json is missing/],
    [
      '78 a wrong checksum',
      'a.keras',
      patched(writeZip([{ name: 'config.json', body: utf8('{"a":1}') }]), '{"a":1}', '{"a":2}'),
      /damaged/,
    ],
    ['79 a pickle', 'model.pkl', Uint8Array.of(0x80, 4, 1, 2), /can run code/],
    ['79 PyTorch', 'model.pt', writeZip([{ name: 'archive/data.pkl', body: utf8('x') }]), /can run code/],
    ['79 joblib', 'model.joblib', Uint8Array.of(0x80, 3), /can run code/],
    ['79 NumPy', 'model.npy', Uint8Array.of(0x93, 0x4e, 0x55, 0x4d), /NumPy/],
    ['80 a frozen graph', 'model.pb', Uint8Array.of(10, 2), /no longer knows its layers/],
    [
      '82 weights of another network',
      'a.h5',
      h5(topology(dense()), { kernel: { shape: [3, 2], data: new Float32Array(6) }, bias }),
      /kernel has the shape \[3, 2\] in the file and \[4, 2\] in the network/,
    ],
    ['a missing array', 'a.h5', h5(topology(dense()), { kernel }), /needs 2 arrays of weights/],
    ['nothing', 'a.keras', '', /empty/],
    ['a picture', 'a.keras', Uint8Array.of(0x89, 0x50, 0x4e, 0x47), /it looks like a PNG picture/],
    ['a list', 'model.json', '[]', /no Keras model/],
    ['a graph model', 'model.json', '{"format":"graph-model","modelTopology":{}}', /graph model/],
  ];
  it.each(rows)('%s', async (_title, name, data, says) => {
    const { message, code, ms } = await refusal(name, data);
    expect(message).toMatch(says);
    expect(code).toMatch(/^(import|file)\./);
    expect(ms).toBeLessThan(promptly(2000));
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  it('77 the file that the harmful ones are made from is taken', async () => {
    const read = await importFile('tests/fixtures/hdf5/plain.h5');
    expect(read.ok && [...read.value.weights.get('d/kernel')!.values]).toEqual(Array(8).fill(1));
  });

  it('83 the same model a hundred times gives the same each time', async () => {
    const seen = new Set<string>();
    for (let i = 0; i < 100; i++) seen.add(JSON.stringify(await importFile('tests/fixtures/hdf5/plain.h5')));
    expect(seen.size).toBe(1);
  });

  it('80 a folder such as a SavedModel', async () => {
    const read = await importFile(join(folder, 'model', 'folder.bin'));
    expect(read).toMatchObject({ ok: false, problem: { message: expect.stringContaining('SavedModel') as string } });
  });

  it('a file cut off at any place is refused, never half taken', async () => {
    const whole = h5(topology(dense()), { kernel, bias });
    for (let length = 1; length < whole.length; length += 97) {
      const path = join(folder, 'cut.h5');
      writeFileSync(path, whole.subarray(0, length));
      const read = await importFile(path);
      expect(read.ok, String(length)).toBe(false);
    }
    const path = join(folder, 'whole.h5');
    writeFileSync(path, whole);
    expect((await importFile(path)).ok).toBe(true);
  });

  it('no byte of a file, turned around, crashes or hangs the reader', async () => {
    const whole = h5(topology(dense()), { kernel, bias });
    for (let at = 0; at < Math.min(whole.length, 6000); at += 7) {
      const copy = whole.slice();
      copy[at] = copy[at]! ^ 0xff;
      const path = join(folder, 'flipped.h5');
      writeFileSync(path, copy);
      const read = await importFile(path);
      if (!read.ok) expect(read.problem.code).toMatch(/^(import|file)\./);
    }
  }, 60_000);

  it('71 weights that are no numbers come in with a word about it', async () => {
    const path = join(folder, 'nan.h5');
    writeFileSync(path, h5(topology(dense()), { kernel, bias: { shape: [2], data: Float32Array.of(NaN, 1) } }));
    const read = await importFile(path);
    expect(read.ok && read.value.notes).toEqual(['The layer "d" has 1 weights that are no numbers (NaN or infinite).']);
  });

  it('a model without weights opens untrained', async () => {
    const path = join(folder, 'config.json');
    writeFileSync(path, JSON.stringify(topology(dense())));
    const read = await importFile(path);
    expect(read.ok && read.value.network.nodes.map(({ kind }) => kind)).toEqual(['input', 'dense', 'output']);
    expect(read.ok && read.value.weights.size).toBe(0);
  });
});
