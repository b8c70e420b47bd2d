// Boxes against Python: the grid that training sees, non-maximum suppression, mean average precision and the loss with its
// gradient, each written a second time in numpy or Keras without looking at ours.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { afterAll, describe, expect, it } from 'vitest';
import { pickCodes } from '../../shared/data/masks';
import { inspectData, openData } from '../../electron/engine/data';
import { boxLoss, boxMetrics } from '../../shared/choices/boxLoss';
import { type BoxGrid, type FoundThing, type Thing, decodeBoxes, suppress } from '../../shared/data/boxes';
import { scoreDetection } from '../../shared/data/detectionScore';
import { createRandom } from '../../shared/random';
import { difference } from './keras';

const python = process.env['LAYERLOOM_PYTHON'] ?? '';
const folder = mkdtempSync(join(tmpdir(), 'layerloom-boxes-oracle-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function ask<T>(source: string, question: unknown, ...args: readonly string[]): T {
  const script = join(folder, 'ask.py');
  writeFileSync(script, source);
  const answer = execFileSync(python, [script, ...args], {
    input: JSON.stringify(question),
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3', CUDA_VISIBLE_DEVICES: '' },
  });
  return JSON.parse(answer) as T;
}

const random = createRandom(11);
const things = (most: number): Thing[] =>
  Array.from({ length: random.integer(most + 1) }, () => {
    const [w, h] = [0.1 + 0.4 * random.uniform(), 0.1 + 0.4 * random.uniform()];
    return { box: [(1 - w) * random.uniform(), (1 - h) * random.uniform(), w, h], class: random.integer(3) };
  });
/** Moved a little, some doubled, some lost, some made up. */
const guesses = (truths: readonly Thing[]): FoundThing[] => [
  ...truths.flatMap((thing) =>
    Array.from({ length: random.integer(3) }, () => ({
      box: thing.box.map((value) => value + 0.04 * random.normal()) as unknown as Thing['box'],
      class: random.uniform() < 0.85 ? thing.class : random.integer(3),
      score: random.uniform(),
    })),
  ),
  ...things(2).map((thing) => ({ ...thing, score: 0.7 * random.uniform() })),
];

const reference = `
import json, sys
import numpy as np
def iou(a, b):
    a, b = np.asarray(a, float), np.asarray(b, float)
    low = np.maximum(a[:2], b[:2]); high = np.minimum(a[:2] + a[2:], b[:2] + b[2:])
    both = np.prod(np.clip(high - low, 0, None)); union = np.prod(a[2:]) + np.prod(b[2:]) - both
    return both / union if union > 0 else 0.0
def nms(found, overlap=0.5):
    left = sorted(range(len(found)), key=lambda i: -found[i]['score'])
    kept = []
    while left:
        first = left.pop(0); kept.append(first)
        left = [i for i in left if found[i]['class'] != found[first]['class'] or iou(found[i]['box'], found[first]['box']) <= overlap]
    return kept
def average_precision(truths, found, c):
    total = sum(t['class'] == c for ts in truths for t in ts)
    if total == 0: return None
    rows = sorted(((f['score'], p, f['box']) for p, fs in enumerate(found) for f in fs if f['class'] == c), key=lambda r: -r[0])
    used, hit = set(), []
    for score, p, box in rows:
        overlaps = [(iou(t['box'], box), i) for i, t in enumerate(truths[p]) if t['class'] == c]
        best = max(overlaps, key=lambda o: o[0], default=(0, -1))
        good = best[0] >= 0.5 and (p, best[1]) not in used
        if good: used.add((p, best[1]))
        hit.append(good)
    hit = np.cumsum(hit) if hit else np.array([])
    recall = np.concatenate([[0], hit / total, [1]]); precision = np.concatenate([[0], hit / np.arange(1, len(hit) + 1), [0]])
    for i in range(len(precision) - 1, 0, -1): precision[i - 1] = max(precision[i - 1], precision[i])
    change = np.where(recall[1:] != recall[:-1])[0]
    return float(np.sum((recall[change + 1] - recall[change]) * precision[change + 1]))
`;

const maker = `
import json, os, sys
import numpy as np
from PIL import Image
root, width, height, cell, how = sys.argv[1], *map(int, sys.argv[2:5]), sys.argv[5]
random = np.random.default_rng(3)
os.makedirs(os.path.join(root, 'pictures'))
coco = {'images': [], 'annotations': [], 'categories': [{'id': 7, 'name': 'cat'}, {'id': 3, 'name': 'dog'}, {'id': 9, 'name': 'unused'}]}
rows, columns, grids, boxes = height // cell, width // cell, [], []
for i in range(12):
    w, h = int(random.integers(50, 90)), int(random.integers(50, 90))
    Image.fromarray(random.integers(0, 256, (h, w, 3), dtype=np.uint8)).save(os.path.join(root, 'pictures', f'{i}.png'))
    coco['images'].append({'id': 100 + i, 'file_name': f'{i}.png', 'width': w, 'height': h})
    grid = np.zeros((rows, columns, 7), np.float32)
    own = []
    least, fill = (min, 1) if how == 'crop' else (max, -1)
    size = np.array([w, h]) if how == 'stretch' else np.array([least(w, int(h * width / height)), least(h, int(w * height / width))])
    start = fill * (abs(np.array([w, h]) - size) // 2)
    for k in range(int(random.integers(0, 4))):
        box = [float(random.uniform(0, w - 20)), float(random.uniform(0, h - 20)), float(random.uniform(8, 20)), float(random.uniform(8, 20))]
        category = [7, 3][int(random.integers(2))]
        coco['annotations'].append({'id': len(coco['annotations']), 'image_id': 100 + i, 'category_id': category, 'bbox': box, 'iscrowd': 0})
        low = np.clip((np.array(box[:2]) - start) / size, 0, 1); high = np.clip((np.array(box[:2]) + box[2:] - start) / size, 0, 1)
        if np.prod((high - low) * size) >= np.prod(box[2:]) / 4:
            own.append((*low.tolist(), *(high - low).tolist(), category))
    for l, t, bw, bh, category in sorted(own, key=lambda b: b[2] * b[3]):
        cx, cy = (l + bw / 2) * columns, (t + bh / 2) * rows
        grid[int(cy), int(cx)] = [1, cx % 1, cy % 1, bw ** .5, bh ** .5, category == 7, category == 3]
    grids.append(grid.ravel().tolist()); boxes.append(own)
json.dump(coco, open(os.path.join(root, 'instances.json'), 'w'))
print(json.dumps({'grids': grids, 'boxes': boxes}))
`;

describe.skipIf(python === '')('boxes', () => {
  it.each(['stretch', 'crop', 'padEdge'])(
    'COCO files become the grid that numpy makes of them: %s',
    async (framing) => {
      const root = join(folder, `coco ${framing}`);
      const made = ask<{ readonly grids: readonly number[][]; readonly boxes: readonly number[][][] }>(
        maker,
        null,
        root,
        '64',
        '48',
        '8',
        framing,
      );
      const config = await inspectData(
        { type: 'folder', path: root, name: 'coco' },
        { width: 64, height: 48, framing },
      );
      if (!config.ok) throw new Error(config.problem.message);
      expect(config.value).toMatchObject({ kind: 'boxes', boxes: { classes: ['cat', 'dog'], imageCount: 12 } });
      const data = await openData(config.value);
      if (!data.ok) throw new Error(data.problem.message);
      const all = Uint32Array.from({ length: 12 }, (_, i) => i);
      const { targets } = await data.value.batch(all);
      const own = await data.value.things!(all);
      data.value.close();
      expect(difference(targets['boxes']!, made.grids.flat(), 1e-5)).toBeNull();
      const numbers = own.flatMap((list) => list.flatMap((thing) => [...thing.box, thing.class]));
      expect(
        difference(
          numbers,
          made.boxes.flat().flatMap(([l, t, w, h, c]) => [l!, t!, w!, h!, c === 7 ? 0 : 1]),
          1e-6,
        ),
      ).toBeNull();
    },
  );

  it('non-maximum suppression and mean average precision equal numpy’s', () => {
    const truths = Array.from({ length: 40 }, () => things(4));
    const found = truths.map(guesses);
    const theirs = ask<{ readonly kept: readonly number[][]; readonly ap: readonly (number | null)[] }>(
      `${reference}
truths, found = json.load(sys.stdin)
kept = [nms(f) for f in found]
clean = [[f[i] for i in k] for f, k in zip(found, kept)]
print(json.dumps({'kept': kept, 'ap': [average_precision(truths, clean, c) for c in range(4)]}))`,
      [truths, found],
    );
    const kept = found.map((list) => suppress(list));
    kept.forEach((list, i) => expect(list).toEqual(theirs.kept[i]!.map((k) => found[i]![k]!)));
    const { perClass, meanAveragePrecision } = scoreDetection(truths, kept, 4, 0.5);
    const ap = perClass.map(({ averagePrecision }) => averagePrecision);
    expect(ap[3]).toBeNull();
    expect(difference(ap.slice(0, 3) as number[], theirs.ap.slice(0, 3) as number[], 1e-9)).toBeNull();
    expect(meanAveragePrecision).toBeCloseTo(theirs.ap.slice(0, 3).reduce<number>((sum, one) => sum + one!, 0) / 3, 9);
    expect(meanAveragePrecision).toBeGreaterThan(0.2);
    expect(meanAveragePrecision).toBeLessThan(0.95);
  });

  it('an answer is read as numpy reads it', () => {
    const grid: BoxGrid = { rows: 3, columns: 4, classes: 3 };
    const values = Array.from({ length: 12 * 8 }, () => 2 * random.normal());
    const theirs = ask<readonly FoundThing[]>(
      `${reference}
v = np.array(json.load(sys.stdin)).reshape(3, 4, 8)
s = lambda x: 1 / (1 + np.exp(-x))
found = []
for r in range(3):
    for c in range(4):
        p = np.exp(v[r, c, 5:] - v[r, c, 5:].max()); p /= p.sum()
        score = float(s(v[r, c, 0]) * p.max())
        if score < 0.3: continue
        x, y, w, h = s(v[r, c, 1:5]); w, h = w * w, h * h
        found.append({'box': [(c + x) / 4 - w / 2, (r + y) / 3 - h / 2, w, h], 'class': int(p.argmax()), 'score': score})
print(json.dumps([found[i] for i in nms(found)]))`,
      values,
    );
    const ours = decodeBoxes(values, grid, 0.3);
    expect(ours.length).toBeGreaterThan(1);
    expect(ours.map((thing) => thing.class)).toEqual(theirs.map((thing) => thing.class));
    const flat = (list: readonly FoundThing[]) => list.flatMap(({ box, score }) => [...box, score]);
    expect(difference(flat(ours), flat(theirs), 1e-9)).toBeNull();
  });

  it('preprocessing.py of an export finds the same boxes, places them in the whole picture, and a mask’s classes', () => {
    const classes = ['a', 'b', 'c'];
    const grid: BoxGrid = { rows: 5, columns: 4, classes: 3 };
    const values = Array.from({ length: 20 * 8 }, (_, i) => (i % 8 === 0 ? 3 : 1.5) * random.normal());
    cpSync(
      resolve(import.meta.dirname, '../../shared/export/project/preprocessing.py'),
      join(folder, 'preprocessing.py'),
    );
    const seen = { modality: 'image', source: 'image', width: 8, height: 8, framing: 'crop' };
    writeFileSync(join(folder, 'preprocessing.json'), JSON.stringify({ inputs: [seen], outputs: [] }));
    const theirs = ask<{
      readonly boxes: readonly { readonly label: string; readonly score: number; readonly box: number[] }[];
      readonly mask: readonly number[][];
      readonly placed: readonly { readonly out: { readonly boxes: readonly { readonly box: number[] }[] } }[];
    }>(
      `import json, sys
import preprocessing as p
v = json.load(sys.stdin)
import numpy as np
found = {"out": {"boxes": [{"box": [0.25, 0, 0.5, 1]}]}}
print(json.dumps({
  "placed": p.in_whole_pictures([found], [{"image": np.zeros((20, 40, 3))}]),
  "boxes": p.decode({"task": "detection", "shape": [5, 4, 8], "classes": ["a", "b", "c"]}, v)["boxes"],
  "mask": p.decode({"task": "classification", "shape": [8, 4], "classes": ["a", "b", "c", "d", "e"]}, v)["mask"]}))`,
      values,
    );
    const ours = decodeBoxes(values, grid);
    expect(ours.length).toBeGreaterThan(1);
    expect(theirs.boxes.map(({ label }) => classes.indexOf(label))).toEqual(ours.map((thing) => thing.class));
    const flat = (list: readonly { readonly box: readonly number[]; readonly score: number }[]) =>
      list.flatMap(({ box, score }) => [...box, score]);
    expect(difference(flat(ours), flat(theirs.boxes), 1e-9)).toBeNull();
    // Of 40 by 20 pixels the middle 20 by 20 were seen.
    expect(theirs.placed[0]!.out.boxes[0]!.box).toEqual([0.375, 0, 0.25, 1]);
    expect(theirs.mask.flat()).toEqual([...pickCodes(Float32Array.from(values), 5)]);
  });

  it('the loss and its gradient equal Keras’, its own Python source the loss', () => {
    const shape = [3, 2, 3, 8] as const;
    const target = new Float32Array(3 * 2 * 3 * 8);
    // The last picture is empty.
    for (let cell = 0; cell < 12; cell++) {
      if (random.uniform() < 0.5) continue;
      target.set([1, random.uniform(), random.uniform(), random.uniform(), random.uniform()], 8 * cell);
      target[8 * cell + 5 + random.integer(3)] = 1;
    }
    const prediction = Float32Array.from(target, () => 2 * random.normal());
    const theirs = ask<{
      readonly loss: number[];
      readonly own: number[];
      readonly gradient: number[];
      readonly overlap: number;
      readonly found: number;
    }>(
      `import json, sys
import numpy as np
import keras, tensorflow as tf
${boxLoss.python!}
t, p = (np.array(a, np.float32).reshape(3, 2, 3, 8) for a in json.load(sys.stdin))
x = tf.Variable(p)
def loss(t, x):
    bce = tf.nn.sigmoid_cross_entropy_with_logits(t[..., 0], x[..., 0]) * tf.where(t[..., 0] > 0, 1.0, 0.5)
    ce = tf.nn.softmax_cross_entropy_with_logits(t[..., 5:], x[..., 5:])
    square = tf.reduce_sum((tf.sigmoid(x[..., 1:5]) - t[..., 1:5]) ** 2, -1)
    n = tf.maximum(tf.reduce_sum(t[..., 0], (1, 2)), 1)
    return tf.reduce_sum(bce + t[..., 0] * (5 * square + ce), (1, 2)) / n
with tf.GradientTape() as tape: y = tf.reduce_mean(loss(tf.constant(t), x))
s = 1 / (1 + np.exp(-p.astype(float)))
overlaps, found = [], []
for n, r, c in zip(*np.nonzero(t[..., 0])):
    def edges(v): return (v[1] / 3 - v[3] ** 2 / 2, v[2] / 2 - v[4] ** 2 / 2, v[1] / 3 + v[3] ** 2 / 2, v[2] / 2 + v[4] ** 2 / 2)
    a, b = edges(t[n, r, c].astype(float)), edges(s[n, r, c])
    both = max(0, min(a[2], b[2]) - max(a[0], b[0])) * max(0, min(a[3], b[3]) - max(a[1], b[1]))
    area = lambda q: (q[2] - q[0]) * (q[3] - q[1])
    overlaps.append(both / (area(a) + area(b) - both))
    found.append(float(p[n, r, c, 0] > 0 and p[n, r, c, 5:].argmax() == t[n, r, c, 5:].argmax()))
print(json.dumps({'loss': loss(tf.constant(t), x).numpy().tolist(), 'own': keras.ops.convert_to_numpy(box_grid_loss(tf.constant(t), tf.constant(p))).tolist(),
  'gradient': tape.gradient(y, x).numpy().ravel().tolist(), 'overlap': float(np.mean(overlaps)), 'found': float(np.mean(found))}))`,
      [[...target], [...prediction]],
    );
    const [t, p] = [tf.tensor(target, [...shape]), tf.tensor(prediction, [...shape])];
    const loss = (x: tf.Tensor) => boxLoss.perSample(tf, t, x);
    expect(difference(loss(p).dataSync(), theirs.loss, 1e-5)).toBeNull();
    expect(difference(theirs.own, theirs.loss, 1e-5)).toBeNull();
    const gradient = tf.grad((x) => loss(x).mean())(p);
    expect(difference(gradient.dataSync(), theirs.gradient, 1e-5)).toBeNull();
    const [overlap, found] = boxMetrics.map((metric) => metric.result([...metric.sums(tf, t, p).dataSync()]));
    expect(overlap).toBeCloseTo(theirs.overlap, 5);
    expect(found).toBeCloseTo(theirs.found, 6);
  });
});
