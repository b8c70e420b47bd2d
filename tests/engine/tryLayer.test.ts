// A layer that varies samples, tried on samples of the training part.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inspectData, openData } from '../../electron/engine/data';
import type { OpenedData } from '../../electron/engine/data/dataset';
import { tryLayer } from '../../electron/engine/tryLayer';
import { describeData } from '../../shared/data/describe';
import type { DataConfig } from '../../shared/data/config';
import type { Plan } from '../../shared/run/plan';
import { type LayerRow, planOf } from './plans';
import { engines } from './runs';

async function opened(id: string): Promise<{ readonly config: DataConfig; readonly data: OpenedData }> {
  const config = await inspectData({ type: 'bundled', id }, {});
  if (!config.ok) throw new Error(config.problem.message);
  const data = await openData(config.value);
  if (!data.ok) throw new Error(data.problem.message);
  return { config: config.value, data: data.value };
}

const planFor = (config: DataConfig, ...layers: readonly LayerRow[]): Plan => ({
  ...planOf(describeData(config), [['in', 'input'], ...layers, ['out', 'output']]),
  data: config,
});
const layerId = (plan: Plan, name: string) => plan.layers.find((layer) => layer.name === name)!.id;

describe('samples before and after a layer', () => {
  let iris: Awaited<ReturnType<typeof opened>>;
  let digits: Awaited<ReturnType<typeof opened>>;
  beforeAll(async () => {
    [iris, digits] = await Promise.all([opened('iris'), opened('digits8x8')]);
  });
  afterAll(() => {
    iris.data.close();
    digits.data.close();
  });

  it('are cells of rows of the training part, varied as the layer says and anew with every draw', async () => {
    const { tf } = await engines.current();
    const plan = planFor(
      iris.config,
      ['noise', 'gaussianNoise', { stddev: 0.5 }],
      ['answer', 'dense', { units: 3, activation: 'softmax' }],
    );
    const tried = (draw: number) => tryLayer(tf, { plan, layer: layerId(plan, 'noise'), draw }, iris.data);
    const [first, again, other] = [await tried(1), await tried(1), await tried(2)];
    expect(first).toEqual(again);
    expect(first.samples).toHaveLength(4);
    const { train } = iris.data.parts;
    const rows = await iris.data.show(train.filter((_, at) => at === Math.floor(train.length / 8)));
    const cells = first.samples[0]!.before.cells!;
    for (const { name, value } of cells) {
      const place = iris.config.table!.columns.findIndex((column) => column.name === name);
      expect(Number(value)).toBeCloseTo(Number(rows[0]!.cells![place]), 4);
    }
    first.samples.forEach(({ before, after }, at) => {
      expect(after.cells).not.toEqual(before.cells);
      expect(other.samples[at]!.before).toEqual(before);
      expect(other.samples[at]!.after).not.toEqual(after);
    });
  });

  it('are pictures, behind other layers that vary them as well, and nowhere else', async () => {
    const { tf } = await engines.current();
    const plan = planFor(
      digits.config,
      ['shift', 'randomTranslation', { height: 0.3 }],
      ['turn', 'randomRotation', { factor: 0.2 }],
      ['cut', 'randomCrop', { height: 6, width: 5 }],
      ['conv', 'conv2d', { filters: 2 }],
      ['late', 'randomFlip'],
      ['flat', 'flatten'],
      ['answer', 'dense', { units: 10, activation: 'softmax' }],
    );
    const { samples } = await tryLayer(tf, { plan, layer: layerId(plan, 'turn'), draw: 1 }, digits.data);
    for (const { before, after } of samples) {
      expect(before.picture).toMatch(/^data:image\/png/);
      expect(after.picture).not.toBe(before.picture);
    }
    const size = ({ picture }: { readonly picture?: string }) => {
      const header = Buffer.from(picture!.split(',')[1]!, 'base64');
      return [header.readUInt32BE(20), header.readUInt32BE(16)];
    };
    const cut = await tryLayer(tf, { plan, layer: layerId(plan, 'cut'), draw: 1 }, digits.data);
    for (const { before, after } of cut.samples)
      expect([size(before), size(after)]).toEqual([
        [8, 8],
        [6, 5],
      ]);
    await expect(tryLayer(tf, { plan, layer: layerId(plan, 'late'), draw: 1 }, digits.data)).rejects.toMatchObject({
      problem: { code: 'layer.try', message: expect.stringContaining('conv comes before') as string },
    });
  });

  it('are one of them again and again where a place is named, each draw another', async () => {
    const { tf } = await engines.current();
    const plan = planFor(
      iris.config,
      ['noise', 'gaussianNoise', { stddev: 0.5 }],
      ['answer', 'dense', { units: 3, activation: 'softmax' }],
    );
    const { samples } = await tryLayer(tf, { plan, layer: layerId(plan, 'noise'), draw: 1, place: 2 }, iris.data);
    expect(samples).toHaveLength(3);
    expect(new Set(samples.map(({ before }) => JSON.stringify(before))).size).toBe(1);
    expect(new Set(samples.map(({ after }) => JSON.stringify(after))).size).toBe(3);
  });

  it('are mixed with others behind an Input, where the recipe mixes', async () => {
    const { tf } = await engines.current();
    const plain = planFor(iris.config, ['answer', 'dense', { units: 3, activation: 'softmax' }]);
    const tried = (mixup: string) => {
      const plan: Plan = { ...plain, training: { ...plain.training, recipe: { id: 'supervised', params: { mixup } } } };
      return tryLayer(tf, { plan, layer: layerId(plan, 'in'), draw: 1, place: 0 }, iris.data);
    };
    for (const { before, after } of (await tried('none')).samples) expect(after).toEqual(before);
    const { samples } = await tried('even');
    for (const { before, after } of samples) expect(after).not.toEqual(before);
    expect(new Set(samples.map(({ after }) => JSON.stringify(after))).size).toBe(3);
  });
});
