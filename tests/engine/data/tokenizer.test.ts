// Texts cut as the tokenizer.json beside them says, from the file to the batch; and files that are none.
import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, expect, it } from 'vitest';
import { inspectData, openData } from '../../../electron/engine/data';
import { withTokenizers } from '../../../shared/export/tokenizerJson';
import type { DataSource } from '../../../shared/data/config';
import { describeData } from '../../../shared/data/describe';
import type { RunRecord } from '../../../shared/run/record';

const root = mkdtempSync(join(tmpdir(), 'layerloom-tokenizer-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let made = 0;
let folder = '';
beforeEach(() => {
  folder = join(root, String(made++));
  for (const [kind, words] of [
    ['good', 'such fun'],
    ['bad', 'no FUNNY fun, zebra'],
  ] as const) {
    mkdirSync(join(folder, kind), { recursive: true });
    for (let i = 0; i < 8; i++) writeFileSync(join(folder, kind, `${i}.txt`), `${words} ${'fun '.repeat(i)}`);
  }
});
const source = (): DataSource => ({ type: 'folder', path: folder, name: 'texts' });
const tokenizer = (more: object = {}) => ({
  normalizer: { type: 'BertNormalizer' },
  pre_tokenizer: { type: 'BertPreTokenizer' },
  added_tokens: [{ id: 0, content: '[PAD]', special: true }],
  model: {
    type: 'WordPiece',
    unk_token: '[UNK]',
    vocab: { '[PAD]': 0, '[UNK]': 1, such: 2, no: 3, fun: 4, '##ny': 5, '##n': 6, ',': 7 },
  },
  ...more,
});
const write = (content: object) => writeFileSync(join(folder, 'tokenizer.json'), JSON.stringify(content));
const look = async () => inspectData(source(), { readAs: 'text', level: 'file' });

it('takes the tokens of the file, and says what it does not know', async () => {
  write(tokenizer());
  const config = await look();
  if (!config.ok) throw new Error(config.problem.message);
  expect(config.value.text).toMatchObject({ level: 'subword', tokenizer: true, vocabularySize: 6, textCount: 16 });
  expect(config.value.notes?.join()).toMatch(/% of the tokens are not in tokenizer\.json/);
  expect(describeData(config.value).inputs['text']!.codes).toBe(8);
  const data = await openData(config.value);
  if (!data.ok) throw new Error(data.problem.message);
  // "no funny fun , zebra": ids as in the file, the padding and the unknown one ours.
  const rows = await data.value.show(Uint32Array.of(0));
  const batch = await data.value.batch(Uint32Array.of(0));
  expect(rows[0]!.text).toContain('no FUNNY');
  expect([...batch.inputs['text']!.values].slice(0, 7)).toEqual([3, 4, 5, 4, 7, 1, 0]);
  const record = {
    plan: { inputs: [{ source: 'text' }] },
    preprocessing: data.value.fitted,
  } as unknown as RunRecord;
  const files = withTokenizers([{ path: 'app/preprocessing.json', text: '{}' }], record);
  expect(files.map(({ path }) => path)).toEqual(['app/preprocessing.json', 'app/tokenizer.json']);
  expect(withTokenizers([{ path: 'model.onnx', text: '' }], record)).toHaveLength(1);
  data.value.close();
  write(tokenizer({ model: { type: 'WordLevel', unk_token: 'x', vocab: { x: 0, y: 1 } } }));
  expect(await openData(config.value)).toMatchObject({ ok: false, problem: { code: 'data.tokenizer' } });
});

it.each<readonly [what: string, lay: () => void, says: string]>([
  ['none', () => undefined, 'It is not there'],
  ['a folder of that name', () => mkdirSync(join(folder, 'tokenizer.json')), 'no plain file'],
  ['no JSON', () => writeFileSync(join(folder, 'tokenizer.json'), 'PK\u0003\u0004'), 'no JSON'],
  ['bytes that are no text', () => writeFileSync(join(folder, 'tokenizer.json'), Buffer.of(0xff, 0x80)), 'no JSON'],
  [
    'a huge file',
    () => {
      write({});
      truncateSync(join(folder, 'tokenizer.json'), 2 ** 27);
    },
    'It has 128 MB',
  ],
  ['brackets without end', () => writeFileSync(join(folder, 'tokenizer.json'), '['.repeat(1_000_000)), 'no JSON'],
  ['another file', () => write({ version: 2 }), 'no "model"'],
])('%s', async (_what, lay, says) => {
  lay();
  const config = await look();
  expect(config).toMatchObject({ ok: false, problem: { code: 'data.tokenizer', param: 'level' } });
  if (!config.ok) expect(config.problem.message).toContain(says);
});
