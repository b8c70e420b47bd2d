// ONNX files that mean harm, or are broken: each is refused with what is wrong and where, within two seconds, and nothing
// beside the model is read.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { importFile } from '../../../electron/host/importing/readModel';
import {
  type Message,
  bytes,
  encodeMessage,
  message,
  messages,
  text,
  texts,
  varint,
  varints,
} from '../../../shared/export/protobuf';
import { promptly } from '../../promptly';

const folder = mkdtempSync(join(tmpdir(), 'layerloom-hostile-onnx-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeAll(() => {
  writeFileSync(join(folder, 'secret'), new Uint8Array(64));
  mkdirSync(join(folder, 'model'));
  writeFileSync(join(folder, 'model', 'good.data'), new Uint8Array(new Float32Array(8).fill(0.5).buffer));
  symlinkSync(join(folder, 'secret'), join(folder, 'model', 'link.data'));
  writeFileSync(join(folder, 'model', 'sparse.data'), '');
  truncateSync(join(folder, 'model', 'sparse.data'), 3 * 2 ** 30);
});

const info = (name: string, sizes: readonly (number | string)[], type = 1): Message => [
  text(1, name),
  message(2, [
    message(1, [
      varint(1, type),
      message(
        2,
        messages(
          1,
          sizes.map((size) => [typeof size === 'string' ? text(2, size) : varint(1, size)]),
        ),
      ),
    ]),
  ]),
];
const floats = (values: readonly number[]) => bytes(9, new Uint8Array(Float32Array.from(values).buffer));
const int64 = (values: readonly number[]) => bytes(9, new Uint8Array(BigInt64Array.from(values.map(BigInt)).buffer));
const tensor = (name: string, shape: readonly number[], data: Message[number], type = 1): Message => [
  varints(1, shape),
  varint(2, type),
  text(8, name),
  data,
];
const node = (op: string, inputs: readonly string[], outputs: readonly string[], more: Message = []): Message => [
  ...texts(1, inputs),
  ...texts(2, outputs),
  text(3, `the ${op}`),
  text(4, op),
  ...more,
];
const kernel = tensor('w', [4, 2], floats([1, 2, 3, 4, 5, 6, 7, 8]));
const product = node('MatMul', ['x', 'w'], ['y']);

interface Parts {
  readonly nodes?: readonly Message[];
  readonly weights?: readonly Message[];
  readonly inputs?: readonly Message[];
  readonly outputs?: readonly Message[];
  readonly opset?: number;
  readonly more?: Message;
}
function file({ nodes, weights, inputs, outputs, opset, more }: Parts): Uint8Array {
  return encodeMessage([
    varint(1, 10),
    message(7, [
      ...messages(1, nodes ?? [product]),
      ...messages(5, weights ?? [kernel]),
      ...messages(11, inputs ?? [info('x', ['batch', 4])]),
      ...messages(12, outputs ?? [info('y', ['batch', 2])]),
    ]),
    message(8, [text(1, ''), varint(2, opset ?? 21)]),
    ...(more ?? []),
  ]);
}
const outside = (entries: { readonly [key: string]: string }): Message => [
  varints(1, [4, 2]),
  varint(2, 1),
  text(8, 'w'),
  ...Object.entries(entries).map(([key, value]) => message(13, [text(1, key), text(2, value)])),
  varint(14, 1),
];

let files = 0;
async function read(data: Uint8Array) {
  const path = join(folder, 'model', `${files++}.onnx`);
  writeFileSync(path, data);
  const began = performance.now();
  const result = await importFile(path);
  expect(performance.now() - began).toBeLessThan(promptly(2000));
  return result;
}

describe('refused, each with its reason', () => {
  const rows: readonly (readonly [title: string, data: Uint8Array, says: RegExp])[] = [
    ...['../secret', '/etc/passwd', 'a/../../secret', 'C:\\x', 'http://x/y', '\\\\host\\x', 'a\0b'].map(
      (path) =>
        [
          `81 weights at ${JSON.stringify(path)}`,
          file({ weights: [outside({ location: path })] }),
          /outside the model/,
        ] as const,
    ),
    ['81 weights behind a link', file({ weights: [outside({ location: 'link.data' })] }), /missing beside the model/],
    [
      '81 weights that are missing',
      file({ weights: [outside({ location: 'none.data' })] }),
      /none\.data .* is missing/,
    ],
    [
      '81 a negative offset',
      file({ weights: [outside({ location: 'good.data', offset: '-4' })] }),
      /"-4" for its offset/,
    ],
    ['81 a length of -1', file({ weights: [outside({ location: 'good.data', length: '-1' })] }), /"-1" for its length/],
    [
      '81 an offset behind the end',
      file({ weights: [outside({ location: 'good.data', offset: '8', length: '32' })] }),
      /bytes 8 to 40 of good\.data, which has 32/,
    ],
    [
      '66 a short array',
      file({ weights: [tensor('w', [4, 2], floats([1, 2, 3]))] }),
      /takes 32 bytes; the file has 12/,
    ],
    ['67 a giant shape', file({ weights: [tensor('w', [1e9, 1e9], floats([]))] }), /more than can be held/],
    ['67 a negative shape', file({ weights: [tensor('w', [-1, 2], floats([]))] }), /impossible shape \[-1, 2\]/],
    [
      '67 300 axes',
      file({
        weights: [
          tensor(
            'w',
            Array.from({ length: 300 }, () => 1),
            floats([1]),
          ),
        ],
      }),
      /too long|impossible/,
    ],
    ['69 text for weights', file({ weights: [tensor('w', [4, 2], bytes(9, new Uint8Array(8)), 8)] }), /kind string/],
    ['69 complex weights', file({ weights: [tensor('w', [4, 2], bytes(9, new Uint8Array(64)), 14)] }), /complex64/],
    ['69 an unknown kind', file({ weights: [tensor('w', [4, 2], bytes(9, new Uint8Array(8)), 99)] }), /kind 99/],
    ['69 text that goes in', file({ inputs: [info('x', ['batch', 4], 8)] }), /takes string/],
    ['72 two arrays of one name', file({ weights: [kernel, kernel] }), /two arrays called "w"/],
    [
      '74 a circle',
      file({ nodes: [node('Add', ['x', 'b'], ['a']), node('Relu', ['a'], ['b']), node('Identity', ['b'], ['y'])] }),
      /waits for its own result/,
    ],
    ['74 a wire from nowhere', file({ nodes: [node('MatMul', ['z', 'w'], ['y'])] }), /reads "z", which is not there/],
    [
      '74 a tensor made twice',
      file({ nodes: [product, node('Relu', ['x'], ['y'])] }),
      /Two nodes of the graph make the tensor "y"/,
    ],
    ['no outputs', file({ outputs: [] }), /no outputs/],
    ['an output of numbers alone', file({ outputs: [info('w', [4, 2])] }), /does not depend on the sample/],
    [
      'a kind that is not known',
      file({ nodes: [node('NonMaxSuppression', ['x'], ['y'])] }),
      /Node 1 "the NonMaxSuppression" \(NonMaxSuppression\)/,
    ],
    ['__proto__', file({ nodes: [node('__proto__', ['x'], ['y'])] }), /no counterpart/],
    [
      'several kinds at once',
      file({ nodes: [node('ArgMax', ['x'], ['a']), node('TopK', ['x'], ['b']), node('Add', ['a', 'b'], ['y'])] }),
      /2 nodes stand in the way.*ArgMax.*TopK/,
    ],
    [
      'a loop',
      file({ nodes: [node('Loop', ['x'], ['y'], [message(5, [text(1, 'body'), message(6, []), varint(20, 5)])])] }),
      /a graph of its own/,
    ],
    ['functions', file({ more: [message(25, [text(1, 'f')])] }), /functions of its own/],
    ['an old file', file({ opset: 3 }), /operators 3/],
    ['an open size', file({ inputs: [info('x', ['batch', 'length'])] }), /differ from sample to sample/],
    [
      '82 weights of another network',
      file({ weights: [tensor('w', [3, 2], floats([1, 2, 3, 4, 5, 6]))] }),
      /\[3, 2\], but 4 numbers arrive/,
    ],
    [
      '81 a file of 3 GB of which an array takes 32 bytes',
      file({ weights: [outside({ location: 'sparse.data' })] }),
      /sparse\.data has 3221225472 bytes, and the model's arrays take 32 of them/,
    ],
    [
      'tables made over and over',
      file({
        nodes: [
          ...Array.from({ length: 40 }, (_, i) => node('ConstantOfShape', ['s'], [`c${i}`])),
          ...Array.from({ length: 40 }, (_, i) =>
            node('Add', [i === 0 ? 'x' : `y${i - 1}`, `c${i}`], [i === 39 ? 'y' : `y${i}`]),
          ),
        ],
        weights: [tensor('s', [2], int64([1000, 1000]), 7)],
      }),
      /With what Node \d+ .* makes the file of \d+ bytes would grow/,
    ],
    [
      'a few bytes that become gigabytes',
      file({
        nodes: [node('ConstantOfShape', ['s'], ['c']), node('Add', ['x', 'c'], ['y'])],
        weights: [tensor('s', [2], int64([50_000, 50_000]), 7)],
      }),
      /more than can be held/,
    ],
    [
      'a table repeated without end',
      file({
        nodes: [node('Tile', ['w', 's'], ['c']), node('Add', ['x', 'c'], ['y'])],
        weights: [kernel, tensor('s', [2], int64([1_000_000, 1_000_000]), 7)],
      }),
      /more than can be held/,
    ],
    [
      'a sum that is a hundred million numbers',
      file({
        nodes: [node('Add', ['a', 'b'], ['c']), node('Add', ['x', 'c'], ['y'])],
        weights: [
          tensor('a', [20_000, 1], floats(Array.from({ length: 20_000 }, () => 1))),
          tensor('b', [1, 20_000], floats(Array.from({ length: 20_000 }, () => 1))),
        ],
      }),
      /more than can be held/,
    ],
    [
      '75 a giant layer',
      file({
        nodes: [node('Unsqueeze', ['x', 's'], ['u']), node('Tile', ['u', 't'], ['y'])],
        weights: [tensor('s', [1], int64([1]), 7), tensor('t', [3], int64([1, 900_000_000, 1]), 7)],
      }),
      /900000000|more than|possible|from 1 to/,
    ],
    ['nothing', new Uint8Array(), /empty/],
    ['a picture', Uint8Array.of(0x89, 0x50, 0x4e, 0x47), /not an ONNX file: it looks like a PNG/],
    [
      'text',
      Buffer.from('not a model at all, but long enough to look at'),
      /not an ONNX file: it looks like plain text/,
    ],
  ];
  it.each(rows)('%s', async (_title, data, says) => {
    const result = await read(data);
    if (result.ok) throw new Error('It was taken.');
    expect(result.problem.message).toMatch(says);
    expect(result.problem.code).toMatch(/^(import|file)\./);
  });

  it('the file that all of these are made of is taken, with its weights outside as well', async () => {
    for (const data of [file({}), file({ weights: [outside({ location: './good.data', offset: '0' })] })]) {
      const result = await read(data);
      expect(result.ok && result.value.network.nodes.map(({ kind }) => kind)).toEqual(['input', 'dense', 'output']);
    }
  });

  it('operators of newer sets are read', async () => {
    const nodes = [
      node('MatMul', ['x', 'w'], ['p']),
      node('RMSNormalization', ['p', 's'], ['n']),
      node('Swish', ['n'], ['y']),
    ];
    const result = await read(file({ nodes, weights: [kernel, tensor('s', [2], floats([1, 2]))], opset: 26 }));
    const kinds = ['input', 'dense', 'rmsNormalization', 'activation', 'output'];
    expect(result.ok && result.value.network.nodes.map(({ kind }) => kind)).toEqual(kinds);
    expect(result.ok && result.value.network.nodes[3]!.params['activation']).toBe('swish');
  });

  it('71 weights that are no numbers come in with a word about it', async () => {
    const result = await read(file({ weights: [tensor('w', [4, 2], floats([NaN, 2, 3, 4, 5, 6, 7, Infinity]))] }));
    expect(result.ok && result.value.notes).toEqual([
      'The network has 2 weights that are no numbers (NaN or infinite).',
    ]);
  });

  const whole = readFileSync('tests/fixtures/onnx/cnn.onnx');
  it('a file cut off at any place is refused', async () => {
    const path = join(folder, 'model', 'cut.onnx');
    for (let length = 1; length < whole.length - 40; length += 61) {
      writeFileSync(path, whole.subarray(0, length));
      expect((await importFile(path)).ok, String(length)).toBe(false);
    }
  });

  it('no byte of a file, turned around, crashes or hangs the reader', async () => {
    const path = join(folder, 'model', 'flipped.onnx');
    for (let at = 0; at < whole.length; at += 5) {
      const copy = Buffer.from(whole);
      copy[at] = copy[at]! ^ 0xff;
      writeFileSync(path, copy);
      const began = performance.now();
      const result = await importFile(path);
      expect(performance.now() - began).toBeLessThan(promptly(2000));
      if (!result.ok) expect(result.problem.code).toMatch(/^(import|file)\./);
    }
  }, 60_000);

  it('a chain of 40,000 nodes does not overflow a stack', async () => {
    const nodes = Array.from({ length: 40_000 }, (_, i) => node('Identity', [i === 0 ? 'x' : `t${i}`], [`t${i + 1}`]));
    const result = await read(file({ nodes: [...nodes, node('MatMul', ['t40000', 'w'], ['y'])] }));
    expect(result.ok && result.value.network.nodes).toHaveLength(3);
  });
});
