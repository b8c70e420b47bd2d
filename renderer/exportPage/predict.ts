// The part of an exported model that predicts, as a classic script: the same in the exported page and in Node. It is
// bundled with shared/data/preprocess.ts, so that an export prepares values by the very code that training used.
import { type DecodedTarget, decodeTarget } from '../../shared/data/preprocess';
import { registerOwn } from '../../shared/layers/parts/operations';
import { type Sample, encodeRaw } from '../../shared/export/rawSample';
import type { ExportedOutput, ExportedSettings } from '../../shared/export/settings';
import { marksSteps, predictMasked } from './maskedModel';
import { type GivenNumbers, type WriteSettings, type WrittenText, writerOf } from './writer';

type TensorFlow = typeof import('@tensorflow/tfjs');
type Tensor = import('@tensorflow/tfjs').Tensor;

/** What model.js holds, and what example.mjs reads from model.json, the weights and preprocessing.json. */
export interface ExportedModel {
  /** A layers model unless said otherwise. */
  readonly format?: string;
  /** A graph model's tensors, by the names of input layers and of outputs. */
  readonly signature?: {
    readonly inputs: { readonly [name: string]: { readonly name: string; readonly dtype: string } };
    readonly outputs: { readonly [name: string]: { readonly name: string } };
  };
  readonly modelTopology: object;
  readonly weightSpecs: readonly {
    readonly name: string;
    readonly shape: number[];
    readonly dtype: 'float32' | 'int32' | 'bool';
  }[];
  /** Bytes of weights.bin, or their base64. */
  readonly weights: ArrayBuffer | string;
  readonly preprocessing: ExportedSettings;
}

export type Answer = DecodedTarget & {
  readonly name: string;
  readonly title: string;
  readonly task: ExportedOutput['task'];
  readonly classes: readonly string[];
  /** The network's own numbers. */
  readonly answer: readonly number[];
};

export interface Predictor {
  readonly settings: ExportedSettings;
  predict(samples: readonly Sample[]): Promise<readonly (readonly Answer[])[]>;
  /** Numbers that an input takes of one sample. */
  sizeOf(source: string): number;
  /** Numbers of each output, in their order, for numbers of `count` samples by input; one that is left out is all 0. */
  ask(inputs: GivenNumbers, count: number): readonly Float32Array[];
  /** Writes a text step by step: what goes on with it, or what answers the sample. Absent where nothing is written. */
  write?(sample: Sample, settings: WriteSettings): Generator<WrittenText, WrittenText>;
}

function bytesOf(base64: string): ArrayBuffer {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes.buffer;
}

/**
 * Teaches tfjs the layers and activations of our own, and the one activation that it writes but cannot read: 'gelu_new'
 * comes back as "geluNew" (tfjs 4.22, where names in a model's file are turned into camel case). `load` does it by itself.
 */
export function register(tf: TensorFlow): void {
  class GeluNew extends tf.serialization.Serializable {
    static readonly className = 'geluNew';
    getConfig(): Record<string, never> {
      return {};
    }
    apply(x: Tensor): Tensor {
      return tf.tidy(() => {
        const inner = x.add(x.pow(3).mul(0.044715)).mul(Math.sqrt(2 / Math.PI));
        return x.mul(0.5).mul(inner.tanh().add(1));
      });
    }
  }
  tf.serialization.registerClass(GeluNew);
  registerOwn(tf);
}

/** Asks a network: tensors of the settings' inputs in, of the network's outputs out. */
interface Asked {
  /** Shape and type of one sample of each input. */
  readonly inputs: readonly { readonly shape: readonly number[]; readonly dtype: 'float32' | 'int32' }[];
  /** The place in its answers of an output. */
  placeOf(output: ExportedOutput, index: number): number;
  ask(inputs: readonly Tensor[]): readonly Tensor[];
}

async function layersModel(
  tf: TensorFlow,
  handler: import('@tensorflow/tfjs').io.IOHandler,
  { modelTopology }: ExportedModel,
): Promise<Asked> {
  register(tf);
  const model = await tf.loadLayersModel(handler);
  const isMarking = marksSteps(modelTopology);
  return {
    inputs: model.inputs.map(({ shape }) => ({ shape: shape.slice(1) as number[], dtype: 'float32' })),
    placeOf: (output) => output.position,
    ask: (inputs) => {
      if (isMarking) return predictMasked(tf, model, inputs);
      const results = model.predict(inputs.length === 1 ? inputs[0]! : [...inputs]) as Tensor | Tensor[];
      return Array.isArray(results) ? results : [results];
    },
  };
}

async function graphModel(
  tf: TensorFlow,
  handler: import('@tensorflow/tfjs').io.IOHandler,
  { signature, preprocessing }: ExportedModel,
): Promise<Asked> {
  const model = await tf.loadGraphModel(handler);
  const nodeOf = (name: string) => name.replace(/:0$/, '');
  const ports = preprocessing.inputs.map(({ layer }) => signature!.inputs[layer]!);
  const shapes = new Map(model.inputs.map(({ name, shape }) => [nodeOf(name), shape!.slice(1)]));
  const names = ports.map(({ name }) => nodeOf(name));
  const results = preprocessing.outputs.map(({ name }) => nodeOf(signature!.outputs[name]!.name));
  return {
    inputs: ports.map(({ dtype }, i) => ({
      shape: shapes.get(names[i]!)!,
      dtype: dtype === 'DT_INT32' ? 'int32' : 'float32',
    })),
    placeOf: (_output, index) => index,
    ask: (inputs) => {
      const given = Object.fromEntries(names.map((name, i) => [name, inputs[i]!]));
      const answers = model.execute(given, results);
      return Array.isArray(answers) ? answers : [answers];
    },
  };
}

function answerOf(output: ExportedOutput, answer: readonly number[]): Answer {
  return {
    ...decodeTarget(output, answer),
    name: output.name,
    title: output.title,
    task: output.task,
    classes: output.task === 'regression' ? [] : output.classes,
    answer,
  };
}

/** Makes the network ready. Nothing is fetched: all of it is in `exported`. */
export async function load(tf: TensorFlow, exported: ExportedModel): Promise<Predictor> {
  const { modelTopology, weights, preprocessing, signature } = exported;
  const handler = tf.io.fromMemory({
    modelTopology,
    weightSpecs: exported.weightSpecs.map((spec) => ({ ...spec })),
    weightData: typeof weights === 'string' ? bytesOf(weights) : weights,
    ...(signature === undefined ? {} : { signature }),
  });
  const model = await (exported.format === 'graph-model'
    ? graphModel(tf, handler, exported)
    : layersModel(tf, handler, exported));
  const sizeOf = (source: string) => {
    const index = preprocessing.inputs.findIndex((input) => input.source === source);
    return model.inputs[index]!.shape.reduce((product, length) => product * length, 1);
  };
  const tensorsOf = (given: GivenNumbers, count: number) =>
    preprocessing.inputs.map(({ source }, index) => {
      const { shape, dtype } = model.inputs[index]!;
      return tf.tensor(given[source] ?? new Float32Array(count * sizeOf(source)), [count, ...shape], dtype);
    });
  const ask: Predictor['ask'] = (given, count) => {
    const inputs = tensorsOf(given, count);
    const outputs = model.ask(inputs);
    const numbers = preprocessing.outputs.map((output, index) =>
      Float32Array.from(outputs[model.placeOf(output, index)]!.dataSync()),
    );
    tf.dispose([inputs, outputs as Tensor[]]);
    return numbers;
  };
  const write = writerOf(preprocessing, ask);
  return {
    settings: preprocessing,
    sizeOf,
    ask,
    ...(write === null ? {} : { write }),
    async predict(samples) {
      const given: { [source: string]: Float32Array } = {};
      for (const input of preprocessing.inputs) {
        const rows = samples.map((sample) => encodeRaw(input, sample));
        const size = rows[0]?.length ?? 0;
        const values = new Float32Array(rows.length * size);
        rows.forEach((row, at) => values.set(row, at * size));
        given[input.source] = values;
      }
      const inputs = tensorsOf(given, samples.length);
      const outputs = model.ask(inputs);
      const numbers = await Promise.all(outputs.map((output) => output.data()));
      tf.dispose([inputs, outputs as Tensor[]]);
      return samples.map((_, at) =>
        preprocessing.outputs.map((output, index) => {
          const all = numbers[model.placeOf(output, index)]!;
          const size = all.length / samples.length;
          return answerOf(output, Array.from(all.slice(at * size, (at + 1) * size)));
        }),
      );
    },
  };
}

(globalThis as unknown as { layerloom: object }).layerloom = { load, register };
