// Pictures of a folder and of a zip against Pillow and numpy: files of every format, turned in all eight ways, give the
// network what Pillow decodes and the bilinear formula (half-pixel centres, no antialiasing) makes of it; and the frames of
// a clip are the middle ones of equal stretches.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { inspectData, openData } from '../../electron/engine/data';
import type { DataSource } from '../../shared/data/config';
import { type Framing, framings } from '../../shared/data/framing';
import { bilinear, framed } from './bilinear';

const python = process.env['LAYERLOOM_PYTHON'] ?? '';
const folder = mkdtempSync(join(tmpdir(), 'layerloom-pictures-oracle-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const maker = `
import json, os, sys, zipfile
import numpy as np
from PIL import Image, ImageOps
root, width, height = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
random = np.random.default_rng(5)
def picture(w, h):
    x, y = np.meshgrid(np.arange(w) / w, np.arange(h) / h)
    waves = [np.sin(6 * x * random.uniform(1, 3) + c) * np.cos(5 * y * random.uniform(1, 3)) for c in range(3)]
    return Image.fromarray((127.5 + 90 * np.stack(waves, -1) + random.normal(0, 12, (h, w, 3))).clip(0, 255).astype(np.uint8))
${bilinear}
${framed}
def seen(path, how="stretch"):
    whole = np.asarray(ImageOps.exif_transpose(Image.open(path)).convert("RGB"))
    return bilinear(framed(whole, width, height, how), width, height).ravel().tolist()
def turned(orientation):
    exif = Image.Exif(); exif[274] = orientation
    return exif
kinds = [
    ("rgb.png", {}, "RGB"), ("grey.png", {}, "L"), ("palette.png", {}, "P"), ("plain.bmp", {}, "RGB"), ("palette.gif", {}, "P"),
    ("lossless.webp", {"lossless": True}, "RGB"), ("grey.jpg", {"quality": 90}, "L"),
    ("fine.jpg", {"quality": 95, "subsampling": 0}, "RGB"), ("usual.jpg", {"quality": 80, "subsampling": 2}, "RGB"),
    ("half.jpg", {"quality": 80, "subsampling": 1}, "RGB"), ("progressive.jpg", {"quality": 75, "progressive": True}, "RGB"),
] + [(f"turned {o}.jpg", {"quality": 92, "exif": turned(o)}, "RGB") for o in range(1, 9)]
for i, (name, how, mode) in enumerate(kinds):
    path = os.path.join(root, "pictures", "ab"[i % 2], name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    picture(20 + i, 41 - i).convert(mode).save(path, **how)
names = sorted(f"{c}/{name}" for c in "ab" for name in os.listdir(os.path.join(root, "pictures", c)))
with zipfile.ZipFile(os.path.join(root, "pictures.zip"), "w", zipfile.ZIP_DEFLATED) as packed:
    for name in names:
        packed.write(os.path.join(root, "pictures", name), name)
clips = []
for c in "ab":
    for clip in range(2):
        count, wanted = 9 + 5 * clip, 6
        place = os.path.join(root, "clips", c, f"clip {clip}")
        os.makedirs(place)
        paths = [os.path.join(place, f"frame{i + 1}.jpg") for i in range(count)]
        for path in paths:
            picture(30, 22).save(path, quality=85)
        clips.append([seen(paths[int((i + 0.5) * count / wanted)], "crop") for i in range(wanted)])
print(json.dumps(dict(names=names, pictures={how: [seen(os.path.join(root, "pictures", name), how) for name in names] for how in sys.argv[4:]}, clips=clips)))
`;

const [width, height, frames] = [13, 9, 6];

describe.skipIf(python === '')('pictures', () => {
  const made = () =>
    JSON.parse(
      execFileSync(python, ['-c', maker, folder, String(width), String(height), ...framings], {
        encoding: 'utf8',
        maxBuffer: 2 ** 26,
      }),
    ) as {
      readonly names: readonly string[];
      readonly pictures: { readonly [W in Framing]: readonly (readonly number[])[] };
      readonly clips: readonly (readonly (readonly number[])[])[];
    };

  async function given(source: DataSource, input: string, more = {}) {
    const found = await inspectData(source, { width, height, colour: 'colour', ...more });
    if (!found.ok) throw new Error(found.problem.message);
    const opened = await openData(found.value);
    if (!opened.ok) throw new Error(opened.problem.message);
    const all = Uint32Array.from({ length: opened.value.total }, (_, i) => i);
    const { inputs } = await opened.value.batch(all);
    opened.value.close();
    return { values: inputs[input]!.values, count: all.length };
  }

  it('of a folder, of a zip and of clips are what Pillow and numpy make of the files', async () => {
    const { names, pictures, clips } = made();
    const each = width * height * 3;
    const inFolder = { type: 'folder', path: join(folder, 'pictures'), name: 'pictures' } as const;
    const inZip = { type: 'file', path: join(folder, 'pictures.zip'), name: 'pictures.zip' } as const;
    for (const [source, framing] of [
      ...framings.map((framing) => [inFolder, framing] as const),
      [inZip, 'padEdge'] as const,
    ]) {
      const { values, count } = await given(source, 'image', { framing });
      expect(count).toBe(names.length);
      const off = names.map((name, i) => {
        const furthest = pictures[framing][i]!.map((value, at) => Math.abs(value / 255 - values[i * each + at]!));
        return `${name}: ${Math.max(...furthest) < 1e-5 ? 'the same' : Math.max(...furthest)}`;
      });
      expect(off).toEqual(names.map((name) => `${name}: the same`));
    }
    const { values, count } = await given({ type: 'folder', path: join(folder, 'clips'), name: 'clips' }, 'video', {
      frames,
      framing: 'crop',
    });
    expect(count).toBe(clips.length);
    const expected = clips.flat(2);
    expect(values.length).toBe(expected.length);
    expect(Math.max(...expected.map((value, i) => Math.abs(value / 255 - values[i]!)))).toBeLessThan(1e-5);
  });
});
