// Pictures of several shapes in one set: which framing a new set gets, what stays as it was in documents from before there
// was a choice, and that a person's own picture takes the path of training.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCanvas, loadImage } from '@napi-rs/canvas';
import { afterAll, describe, expect, it } from 'vitest';
import { encodeInput, openData } from '../../../electron/engine/data';
import { stageSample } from '../../../electron/engine/data/stages';
import type { DataConfig, DataSource } from '../../../shared/data/config';
import { framings } from '../../../shared/data/framing';
import type { StageView } from '../../../shared/data/stages/stage';
import { withDecisions } from '../../../shared/data/otherSource';
import type { ParamValues } from '../../../shared/result';
import { inspectedWell } from './inspectedWell';

const folder = mkdtempSync(join(tmpdir(), 'layerloom-framed-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** White between a red beginning and a blue end, along the longer side; grey in its middle. */
function picture([width, height]: readonly [number, number]): Buffer {
  const canvas = createCanvas(width, height);
  const context = canvas.getContext('2d');
  context.fillStyle = '#fff';
  context.fillRect(0, 0, width, height);
  const [w, h] = width > height ? [width / 8, height] : [width, height / 8];
  context.fillStyle = '#f00';
  context.fillRect(0, 0, w, h);
  context.fillStyle = '#00f';
  context.fillRect(width - w, height - h, w, h);
  context.fillStyle = '#888';
  context.fillRect(width / 4, height / 4, width / 2, height / 2);
  return canvas.toBuffer('image/png');
}

const shapes = [
  [40, 20],
  [20, 40],
  [30, 30],
] as const;
for (const [i, name] of ['a', 'b'].entries()) {
  mkdirSync(join(folder, name));
  for (let n = 0; n < 9; n++) writeFileSync(join(folder, name, `${n}.png`), picture(shapes[(n + i) % 3]!));
}
const source: DataSource = { type: 'folder', path: folder, name: 'mixed' };

async function inspected(options: ParamValues): Promise<DataConfig> {
  const answer = await inspectedWell(source, options);
  if (!answer.ok) throw new Error(answer.problem.message);
  return answer.value;
}

describe('pictures of several shapes', () => {
  it('are cropped in a new set, which says why', async () => {
    const { images, options } = await inspected({});
    expect(images!.framing).toBe('crop');
    expect(images!.framingReason).toMatch(/^67 % of the pictures have another shape than 30 by 30 pixels.*2\.0 times/);
    expect(options['framing']).toBe('crop');
  });

  it('stay stretched where a document names every option but this one', async () => {
    const { framing: _, ...before } = (await inspected({})).options;
    const { images } = await inspected(before);
    expect(images!.framing).toBe('stretch');
    const found = await inspected({});
    const { framing, framingReason, ...old } = found.images!;
    expect([framing, framingReason]).not.toContain(undefined);
    expect(withDecisions(found, { ...found, images: old }).images).toHaveProperty('framing', 'stretch');
  });

  it.each(framings)('a file and a camera’s pixels are framed as in training: %s', async (framing) => {
    const opened = await openData(await inspected({ width: 16, height: 16, framing, scaling: 'imagenet' }));
    if (!opened.ok) throw new Error(opened.problem.message);
    const { names, fitted, batch } = opened.value;
    expect(fitted.inputs['image']).toMatchObject({ divide: [0.229 * 255, 0.224 * 255, 0.225 * 255] });
    expect({ framing: 'stretch', ...fitted.inputs['image'] }.framing).toBe(framing);
    const [name] = await names!(Uint32Array.of(0));
    const trained = (await batch(Uint32Array.of(0))).inputs['image']!.values;
    const file = await encodeInput(fitted.inputs['image']!, { type: 'file', path: join(folder, name!) });
    expect(file.ok && file.value.array.values).toEqual(trained);
    const canvas = createCanvas(40, 20).getContext('2d');
    canvas.drawImage(await loadImage(picture([40, 20])), 0, 0);
    const rgba = Buffer.from(canvas.getImageData(0, 0, 40, 20).data).toString('base64');
    const pixels = await encodeInput(fitted.inputs['image']!, { type: 'pixels', width: 40, height: 20, rgba });
    expect(pixels.ok && pixels.value.array.values).toEqual(trained);
    opened.value.close();
  });

  it('are shown in every way, but those that have the network’s shape', async () => {
    const config = await inspected({ width: 16, height: 16 });
    const opened = await openData(config);
    if (!opened.ok) throw new Error(opened.problem.message);
    const found = new Map<number, number>();
    for (let place = 0; place < 12; place++) {
      const { views } = await stageSample(opened.value, config, { source: 'image', place, draw: 0 });
      const { original, framing } = views as { readonly [stage: string]: Extract<StageView, { form: 'pictures' }> };
      found.set(original!.width / original!.height, new Set(Object.values(framing!.ways ?? {})).size);
    }
    opened.value.close();
    expect([...found].sort(([a], [b]) => a - b)).toEqual([
      [0.5, 4],
      [1, 0],
      [2, 4],
    ]);
  });
});
