// Pictures with masks against Pillow and numpy: the files are made by Pillow, and the tensors that training sees equal
// Pillow's nearest resizing of the mask and the bilinear formula (half-pixel centres, no antialiasing) in numpy.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { inspectData, openData } from '../../electron/engine/data';
import { classIoU } from '../../shared/data/masks';
import { createRandom } from '../../shared/random';
import { bilinear, framed } from './bilinear';

const python = process.env['LAYERLOOM_PYTHON'] ?? '';
const folder = mkdtempSync(join(tmpdir(), 'layerloom-masks-oracle-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const maker = `
import json, os, sys
import numpy as np
from PIL import Image
root, form, width, height = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
random = np.random.default_rng(7)
os.makedirs(os.path.join(root, 'images')); os.makedirs(os.path.join(root, 'masks'))
${bilinear}
${framed}
how = sys.argv[5]
pictures, masks = [], []
for i in range(12):
    w, h = int(random.integers(20, 40)), int(random.integers(20, 40))
    image = random.integers(0, 256, (h, w, 3), dtype=np.uint8)
    Image.fromarray(image).save(os.path.join(root, 'images', f'{i:02}.png'))
    codes = random.integers(0, 4, (h // 4 + 1, w // 4 + 1)).repeat(4, 0).repeat(4, 1)[:h, :w].astype(np.uint8)
    if form == 'palette':
        mask = Image.fromarray(codes, 'P'); mask.putpalette([9, 9, 9, 200, 0, 0, 0, 200, 0, 0, 0, 200])
        mask.save(os.path.join(root, 'masks', f'{i:02}.png'), bits=2 if i % 2 else 8)
    elif form == 'grey':
        Image.fromarray(codes * 3).save(os.path.join(root, 'masks', f'{i:02}_mask.png'))
    elif form == 'grey16':
        Image.fromarray(codes.astype(np.uint16) * 3).save(os.path.join(root, 'masks', f'{i:02}.png'))
    elif form == 'bilevel':
        codes = codes // 2
        Image.fromarray((codes * 255).astype(np.uint8)).convert('1').save(os.path.join(root, 'masks', f'{i:02}.png'))
    elif form == 'rgb':
        colours = np.array([[0, 0, 0], [0, 0, 255], [0, 128, 0], [255, 10, 10]], dtype=np.uint8)
        Image.fromarray(colours[codes]).save(os.path.join(root, 'masks', f'{i:02}.png'))
    elif form == 'voc':
        codes[0, 0] = 255; codes[h // 2] = 255
        Image.fromarray(codes).save(os.path.join(root, 'masks', f'{i:02}.png'), optimize=True)
        codes = np.where(codes == 255, 4, codes)
    pictures.append(bilinear(framed(image, width, height, how), width, height).ravel().tolist())
    codes = framed(codes, width, height, 'padBlack' if how == 'padEdge' else how, 4)
    masks.append(np.asarray(Image.fromarray(np.ascontiguousarray(codes)).resize((width, height), Image.NEAREST)).ravel().tolist())
print(json.dumps({'pictures': pictures, 'masks': masks}))
`;

describe.skipIf(python === '')('pictures with masks', () => {
  it.each([
    ['palette', ['0', '1', '2', '3']],
    ['grey', ['0', '3', '6', '9']],
    ['grey16', ['0', '3', '6', '9']],
    ['bilevel', ['0', '1']],
    ['rgb', ['#000000', '#0000ff', '#008000', '#ff0a0a']],
    ['voc', ['0', '1', '2', '3']],
    ['grey', ['0', '3', '6', '9'], 'crop'],
    ['grey', ['0', '3', '6', '9'], 'padEdge'],
    ['voc', ['0', '1', '2', '3'], 'padBlack'],
  ])('%s masks give Pillow’s codes and numpy’s pixels', async (form, values, framing = 'stretch') => {
    const root = join(folder, `${form} ${framing}`);
    const [width, height] = [24, 16];
    const script = join(folder, 'make.py');
    writeFileSync(script, maker);
    const made = JSON.parse(
      execFileSync(python, [script, root, form, String(width), String(height), framing], {
        encoding: 'utf8',
        maxBuffer: 2 ** 26,
      }),
    ) as { readonly pictures: readonly number[][]; readonly masks: readonly number[][] };
    const config = await inspectData({ type: 'folder', path: root, name: form }, { width, height, framing });
    if (!config.ok) throw new Error(config.problem.message);
    expect(config.value.kind).toBe('masks');
    expect(config.value.masks).toMatchObject({ values, ...(form === 'voc' ? { ignored: '255' } : {}) });
    const data = await openData(config.value);
    if (!data.ok) throw new Error(data.problem.message);
    const all = Uint32Array.from({ length: 12 }, (_, i) => i);
    const { inputs, targets } = await data.value.batch(all);
    data.value.close();
    const expected = made.pictures.flat();
    const off = Math.max(...expected.map((value, i) => Math.abs(inputs['image']!.values[i]! - value / 255)));
    expect(off).toBeLessThan(1e-6);
    expect([...targets['mask']!]).toEqual(made.masks.flat());
  });

  it('intersection over union equals numpy’s', () => {
    const random = createRandom(3);
    const codes = (n: number) => Array.from({ length: 500 }, () => random.integer(n));
    const [truth, predicted] = [codes(4), codes(3)];
    const counts = Array.from({ length: 5 }, () => Array.from({ length: 5 }, () => 0));
    truth.forEach((t, i) => counts[t]![predicted[i]!]!++);
    const script = join(folder, 'iou.py');
    writeFileSync(
      script,
      `import json, sys
import numpy as np
t, p = (np.array(a) for a in json.load(sys.stdin))
print(json.dumps([None if not ((t == c) | (p == c)).any() else float(((t == c) & (p == c)).sum() / ((t == c) | (p == c)).sum()) for c in range(5)]))`,
    );
    const theirs = JSON.parse(
      execFileSync(python, [script], { input: JSON.stringify([truth, predicted]), encoding: 'utf8' }),
    ) as readonly (number | null)[];
    classIoU(counts).forEach((ours, c) => {
      if (theirs[c] === null) expect(ours).toBeNull();
      else expect(ours).toBeCloseTo(theirs[c]!, 12);
    });
  });
});
