// A table that names pictures: what the network is given, against Pillow and numpy; files that are not
// there, lie elsewhere or are damaged; and a network of two inputs that is suggested, answers, and is asked row by row.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCanvas } from '@napi-rs/canvas';
import { afterAll, describe, expect, it } from 'vitest';
import { predictOne } from '../../electron/engine/answering/predict';
import { inspectData, openData } from '../../electron/engine/data';
import { encodeInput } from '../../electron/engine/data/encodeInput';
import { buildNetwork, initializeWeights } from '../../electron/engine/network';
import type { DataConfig } from '../../shared/data/config';
import { checkData, describeData } from '../../shared/data/describe';
import { analyze } from '../../shared/network/analyze';
import { compile } from '../../shared/network/compile';
import { suggestNetwork } from '../../shared/network/suggest';
import { createRandom } from '../../shared/random';
import type { Result } from '../../shared/result';
import { emptyDocument } from '../../shared/samples';
import { engines } from '../engine/runs';

const python = process.env['LAYERLOOM_PYTHON'];
const folder = mkdtempSync(join(tmpdir(), 'layerloom-table-pictures-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function must<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.problem.code}: ${result.problem.message}`);
  return result.value;
}

const [width, height, count] = [12, 10, 60];
const random = createRandom(9);

/** A picture whose every pixel differs. */
function paint(): Buffer {
  const canvas = createCanvas(width, height);
  const context = canvas.getContext('2d');
  const image = context.createImageData(width, height);
  for (let i = 0; i < image.data.length; i++) image.data[i] = i % 4 === 3 ? 255 : random.integer(256);
  context.putImageData(image, 0, 0);
  return canvas.toBuffer('image/png');
}

mkdirSync(join(folder, 'photos'));
const rows = Array.from({ length: count }, (_, i) => {
  writeFileSync(join(folder, 'photos', `part ${i}.png`), paint());
  const tags = ['bent', 'red', 'torn'].filter(() => random.uniform() < 0.5);
  return [`photos\\part ${i}.png`, (random.uniform() * 90).toFixed(2), ['oak', 'pine'][i % 2]!, tags.join('|') || '|'];
});

function table(name: string, lines: readonly (readonly string[])[]) {
  const path = join(folder, name);
  const text = [['photo', 'weight', 'wood', 'tags'], ...lines].map((row) => row.join(',')).join('\n');
  writeFileSync(path, `${text}\n`);
  return { type: 'file', path, name } as const;
}

const whole = table('parts.csv', rows);

const program = `
import csv, json, sys, numpy as np
from pathlib import Path
from PIL import Image
path, train = Path(sys.argv[1]), json.loads(sys.argv[2])
rows = list(csv.DictReader(open(path)))
weights = np.array([[float(row["weight"])] for row in rows])
scaled = (weights - weights[train].mean()) / weights[train].std()
wood = np.array([[row["wood"] == "oak", row["wood"] == "pine"] for row in rows], dtype=float)
pictures = [np.asarray(Image.open(path.parent / row["photo"].replace("\\\\", "/")).convert("RGB")) / 255 for row in rows]
print(json.dumps(dict(features=np.hstack([scaled, wood]).ravel().tolist(), pictures=np.array(pictures).ravel().tolist())))
`;

async function opened(config: DataConfig) {
  const data = must(await openData(config));
  return { data, all: Uint32Array.from({ length: data.total }, (_, i) => i) };
}

describe.skipIf(python === undefined)('a table that names pictures', () => {
  it('gives them to the network beside its columns', async () => {
    const config = must(await inspectData(whole, {}));
    expect(config.table!.columns.map(({ type, role }) => `${type} ${role}`)).toEqual([
      'picture feature',
      'number feature',
      'category feature',
      'category target',
    ]);
    const { framingReason, ...prepared } = config.table!.pictures!;
    expect(prepared).toEqual({ width, height, channels: 3, framing: 'stretch', scaling: 'zeroToOne' });
    expect(framingReason).toMatch(/hardly changes proportions/);
    const spec = describeData(config);
    expect(Object.entries(spec.inputs).map(([name, { tensor }]) => [name, tensor.shape])).toEqual([
      ['photo', [height, width, 3]],
      ['features', [3]],
    ]);
    expect(spec.targets['tags']!.classes).toEqual(['bent', 'red', 'torn']);
    expect(checkData(config).filter(({ severity }) => severity !== 'hint')).toEqual([]);

    const { data, all } = await opened(config);
    const batch = await data.batch(all);
    const asked = spawnSync(python!, ['-c', program, whole.path, JSON.stringify([...data.parts.train])], {
      encoding: 'utf8',
      maxBuffer: 2 ** 27,
    });
    if (asked.status !== 0) throw new Error(asked.stderr.slice(-2000));
    const answer = JSON.parse(asked.stdout) as { readonly features: number[]; readonly pictures: number[] };
    expect(batch.inputs['photo']!.shape).toEqual([count, height, width, 3]);
    const furthest = (ours: Float32Array, theirs: readonly number[]) =>
      theirs.reduce((most, value, i) => Math.max(most, Math.abs(value - ours[i]!)), theirs.length - ours.length);
    expect(furthest(batch.inputs['photo']!.values, answer.pictures)).toBeLessThan(1e-6);
    expect(furthest(batch.inputs['features']!.values, answer.features)).toBeLessThan(1e-5);

    const [first] = await data.show(all.slice(0, 1));
    expect(first!.pictures!['photo']).toMatch(/^data:image\/png/);
    const own = must(
      await encodeInput(data.fitted.inputs['photo']!, { type: 'file', path: join(folder, 'photos', 'part 0.png') }),
    );
    expect([...own.array.values]).toEqual([...batch.inputs['photo']!.values.slice(0, width * height * 3)]);
    data.close();
  });

  it('has a network of two inputs suggested, which answers another row with the same picture', async () => {
    const config = must(await inspectData(whole, {}));
    const document = {
      ...emptyDocument('p', 'Parts'),
      data: config,
      network: suggestNetwork(describeData(config)),
    };
    expect(analyze(document).problems.filter(({ severity }) => severity !== 'hint')).toEqual([]);
    const plan = must(compile(document));
    expect(plan.inputs.map(({ source }) => source).sort()).toEqual(['features', 'photo']);
    const { data } = await opened(config);
    const { tf } = await engines.current();
    const network = buildNetwork(tf, plan);
    initializeWeights(tf, network, 1);
    const sample = { type: 'sample', part: 'test', position: 2 } as const;
    const source = {
      encode: async (name: string, input: Parameters<typeof encodeInput>[1]) =>
        must(await encodeInput(data.fitted.inputs[name]!, input)),
      withData: <T>(use: (from: typeof data) => Promise<T>) => use(data),
    };
    const ask = (features: Parameters<typeof encodeInput>[1]) =>
      predictOne(tf, network, data.fitted, { photo: sample, features }, source);
    const asIs = await ask(sample);
    const cells = asIs.input.cells!;
    const same = await ask({ type: 'row', values: cells });
    expect(same.outputs[0]!.probabilities).toEqual(asIs.outputs[0]!.probabilities);
    expect(same.input.pictures!['photo']).toBe(asIs.input.pictures!['photo']);
    const heavier = await ask({ type: 'row', values: { ...cells, weight: 900 } });
    expect(heavier.outputs[0]!.probabilities).not.toEqual(asIs.outputs[0]!.probabilities);
    network.dispose();
    data.close();
  });

  it('leaves out rows whose picture is not there, and says so', async () => {
    const source = table('gone.csv', [
      ...rows.slice(0, 40),
      ['photos/none.png', '1', 'oak', 'red'],
      ['', '1', 'oak', 'red'],
    ]);
    const { data } = await opened(must(await inspectData(source, {})));
    const { train, validation, test } = data.parts;
    expect(train.length + validation.length + test.length).toBe(40);
    expect(data.warnings!.map(({ message }) => message)).toEqual([
      '1 of 41 pictures that "photo" names are not there, for example "photos/none.png". Their rows are left out.',
    ]);
    // A row that is left out is shown without its picture.
    expect(await data.show(Uint32Array.of(40))).toMatchObject([{ part: 'left out' }]);
    data.close();
  });

  it.each([
    ['pictures that lie elsewhere', rows.map(([, ...rest], i) => [`../part ${i}.png`, ...rest]), 'data.table.pictures'],
    ['a damaged picture', [...rows.slice(1), ['photos/broken.png', '1', 'oak', 'red']], 'data.table.picture'],
  ])('names %s', async (_name, lines, code) => {
    writeFileSync(join(folder, 'photos', 'broken.png'), 'no picture');
    const config = must(await inspectData(table('odd.csv', lines), {}));
    const result = await openData(config);
    const problem = result.ok
      ? await result.value.batch(Uint32Array.from(lines, (_, i) => i)).then(
          () => undefined,
          (error: { problem: { code: string } }) => error.problem,
        )
      : result.problem;
    expect(problem?.code).toBe(code);
  });
});
