// C: the network as one header with plain C inference, for small networks of dense and convolutional layers.
// oxlint-disable-next-line typescript/triple-slash-reference -- declares files that are no modules
/// <reference path="./raw.d.ts" />
import { findLayer } from '../layers';
import type { LayerContext } from '../layers/layer';
import type { Plan, PlanLayer } from '../run/plan';
import exampleSource from './c/example.c.txt?raw';
import { c, layers, names } from './c/layers';
import prelude from './c/prelude.h.txt?raw';
import { type RawC, writeRawC } from './c/raw';
import readmeTemplate from './c/README.md?raw';
import { CannotExport, type ExportFormat, type ExportInput, type ExportWeight } from './format';
import { describeInputs, describeOutputs, describedMarkdown } from './readme';
import { exportedSettings, layersById, weightOwner } from './settings';
import { weightsOf } from './walk';
import { commentText, fillTemplate, markdownText, stableJson } from './text';
import { product } from '../shape';

const mostWeights = 2_000_000;

/** Kinds of layers that the header can hold. */
export const cLayers: readonly string[] = Object.keys(layers);

export interface CHeader {
  readonly text: string;
  readonly inputs: number;
  readonly outputs: number;
  readonly weights: number;
  readonly buffers: number;
}

/** `raw`: what is to stand behind the network itself. Throws CannotExport with the layer that has no C code. */
export function writeCHeader(
  plan: Plan,
  weights: ReadonlyMap<string, ExportWeight>,
  title: string,
  raw: RawC | null = null,
): CHeader {
  const total = [...weights.values()].reduce((sum, { values }) => sum + values.length, 0);
  if (total > mostWeights)
    throw new CannotExport(
      `The network has ${total.toLocaleString('en')} weights; a C header holds ${mostWeights.toLocaleString('en')} at most. Choose ONNX, or make the network smaller.`,
    );
  const byId = layersById(plan);
  const context: LayerContext = { data: plan.spec, layer: findLayer };
  const arrays: string[] = [];
  const buffers: string[] = [];
  let body = '';
  let buffered = 0;
  const nameOf = new Map<string, string>();
  const fixed = (layer: PlanLayer): readonly number[] => {
    if (layer.output.shape.includes(null))
      throw new CannotExport(`${layer.name}: C needs sizes that do not differ from sample to sample.`, layer.id);
    return layer.output.shape as readonly number[];
  };
  const written = new Set<string>();
  const array = (name: string, values: Float32Array): string => {
    if (written.has(name)) return name;
    written.add(name);
    const lines: string[] = [];
    for (let i = 0; i < values.length; i += 8) lines.push(`  ${Array.from(values.subarray(i, i + 8), c).join(', ')},`);
    arrays.push(`static const float ${name}[${values.length}] = {\n${lines.join('\n')}\n};\n`);
    return name;
  };
  let offset = 0;
  plan.layers.forEach((layer, number) => {
    const definition = findLayer(layer.kind);
    if (definition?.role === 'input') return;
    if (definition?.role === 'output') {
      nameOf.set(layer.id, nameOf.get(layer.inputs[0]!)!);
      return;
    }
    const write = Object.prototype.hasOwnProperty.call(layers, layer.kind) ? layers[layer.kind] : undefined;
    if (write === undefined)
      throw new CannotExport(
        `${layer.name} is a ${definition?.title ?? layer.kind} layer, for which there is no C code. Choose another format, such as ONNX.`,
        layer.id,
      );
    for (const input of plan.inputs)
      if (!nameOf.has(input.layer)) {
        nameOf.set(input.layer, `(in + ${offset})`);
        offset += product(fixed(byId.get(input.layer)!));
      }
    const shape = fixed(layer);
    const y = `layer_${number}`;
    buffers.push(`  static float ${y}[${product(shape)}];`);
    buffered += product(shape);
    const owner = weightOwner(byId, layer);
    // Arrays stand under the number of the layer that keeps them, so that a layer applied twice writes them once.
    const keeper = `layer_${plan.layers.indexOf(owner)}`;
    const own = weightsOf(weights, byId, layer, context);
    const activation = String((layer.params as { activation?: unknown }).activation ?? 'linear');
    if (names[activation] === undefined)
      throw new CannotExport(`${layer.name}: there is no C code for the activation "${activation}".`, layer.id);
    body += `\n  /* ${definition!.title}: ${commentText(layer.name)} */\n${write({
      layer,
      inputs: layer.inputs.map((id) => ({ name: nameOf.get(id)!, shape: fixed(byId.get(id)!) })),
      shape,
      y,
      params: layer.params,
      weight: (name) => (own.has(name) ? array(`${keeper}_${name}`, own.get(name)!.values) : '0'),
      numbers: (name, values) => array(`${keeper}_${name}`, values),
      weights: own,
    })}`;
    nameOf.set(layer.id, y);
  });
  let at = 0;
  for (const { layer } of plan.outputs) {
    const length = product(byId.get(layer)!.output.shape as readonly number[]);
    body += `\n  memcpy(out + ${at}, ${nameOf.get(layer)}, ${length} * sizeof(float));\n`;
    at += length;
  }
  const head = title.replace(/[^\w .,-]+/g, ' ').trim();
  const text = `/* ${head}. Written by Layerloom. */\n#ifndef NETWORK_H\n#define NETWORK_H\n\n${prelude}\n#define NETWORK_INPUTS ${offset}\n#define NETWORK_OUTPUTS ${at}\n\n${arrays.join('\n')}\nstatic void network_run(const float *in, float *out) {\n${buffers.join('\n')}\n${body}}\n\n${raw === null ? '' : `${raw.header}\n`}#endif\n`;
  return { text, inputs: offset, outputs: at, weights: total, buffers: buffered };
}

/** Numbers of one sample; 0 where that differs from sample to sample, which writeCHeader speaks of. */
const sizeOf = ({ output }: PlanLayer): number =>
  output.shape.reduce<number>((size, length) => size * (length ?? 0), 1);

/** What the README says of raw values. */
function readmeParts(raw: RawC | null): { readonly run: string; readonly example: string; readonly entry: string } {
  if (raw === null)
    return {
      run: './example < numbers.txt',
      example: 'reads prepared numbers, prints answers',
      entry: rawMissing,
    };
  return {
    run: `./example ${raw.usage}`,
    example: 'reads raw values, prints answers',
    entry: `\`network_run_raw(&sample, out)\` takes raw values, prepares them as the app does and asks the network; \`network_answers\` says how its numbers are read: \`nn_decide\` gives the class and the probabilities, \`nn_chance\` a label's, \`nn_quantity\` a number in its own unit. Texts are UTF-8; numbers have a decimal point, whatever the locale. The arguments of the example:

${raw.takes.map((words, i) => `${i + 1}. ${markdownText(words)}`).join('\n')}`,
  };
}

const rawMissing =
  'Sounds, clips and texts are not prepared in C: tables, pictures and the last rows of a series are. This network takes prepared numbers.';

export const cHeader: ExportFormat = {
  id: 'c-header',
  title: 'C header',
  summary:
    'One file of plain C for microcontrollers and small programs. For small networks of dense and convolutional layers.',
  icon: 'Cpu',
  params: {},
  needs: [],
  check: { by: 'c' },
  opens: 'network.h',
  files(input: ExportInput) {
    const { record, weights } = input;
    const settings = exportedSettings(record);
    const byId = layersById(record.plan);
    const sizes = record.plan.inputs.map(({ layer }) => sizeOf(byId.get(layer)!));
    const raw = writeRawC(settings, sizes);
    const { text, ...counts } = writeCHeader(record.plan, weights, record.name, raw);
    const order = [
      ...record.plan.inputs.map(
        ({ layer }) =>
          `- in: ${markdownText(byId.get(layer)!.name)}, ${byId.get(layer)!.output.shape.join(' × ')} numbers`,
      ),
      ...record.plan.outputs.map(
        ({ layer, name }) => `- out: ${markdownText(name)}, ${byId.get(layer)!.output.shape.join(' × ')} numbers`,
      ),
    ];
    return [
      {
        path: 'README.md',
        text: fillTemplate(readmeTemplate, {
          name: markdownText(record.name),
          order: order.join('\n'),
          ...readmeParts(raw),
          inputs: describedMarkdown(describeInputs(settings)),
          outputs: describedMarkdown(describeOutputs(settings)),
          inputCount: String(counts.inputs),
          outputCount: String(counts.outputs),
          weightCount: String(counts.weights),
          bufferCount: String(counts.buffers + (raw === null ? 0 : counts.inputs)),
        }),
      },
      { path: 'example.c', text: raw?.example ?? exampleSource },
      { path: 'network.h', text },
      { path: 'preprocessing.json', text: `${stableJson(settings)}\n` },
    ];
  },
};
