// What a layer is. One file per layer fills this record; palette, form, help, checks, engine and exporters read it.
import type { ParamSchema, ValuesOf } from '../params';
import type { ParamValues, Result } from '../result';
import type { Shape, TensorSpec } from '../shape';
import type { DataSpec } from '../data/spec';

/** tfjs, handed in by the engine; here only its type, so that a layer's file loads in the window too. */
export type TensorFlow = typeof import('@tensorflow/tfjs');
export type TfLayer = import('@tensorflow/tfjs').layers.Layer;
type Tensor = import('@tensorflow/tfjs').Tensor;

export type Family =
  | 'io'
  | 'preprocessing'
  | 'core'
  | 'convolution'
  | 'pooling'
  | 'recurrent'
  | 'attention'
  | 'normalization'
  | 'regularization'
  | 'merge'
  | 'shape'
  | 'activation';

export interface InputPort {
  /** The file format's name for it; shown when a layer has more than one. */
  readonly name: string;
  readonly title: string;
  /** Takes any number of wires (Add, Concatenate), in the order of the document's edges; `min` wires at least. */
  readonly many?: { readonly min: number };
}

/** One array of numbers that a layer owns. Order and shapes equal Keras' `layer.weights`, trainable ones first. */
export interface WeightSpec {
  readonly name: string;
  readonly shape: readonly number[];
  readonly trainable: boolean;
  /** Id in shared/choices/initializers. */
  readonly initializer: string;
  /** Regularization strengths added to the loss as l1 * sum|w| + l2 * sum w²; 0 or absent means none. */
  readonly l1?: number;
  readonly l2?: number;
}

/**
 * A Python call as data: keras.layers.<className>(name=value, …). Values may hold nested calls. A class name with a dot
 * is looked up in keras itself: 'regularizers.L2', 'optimizers.Adam'.
 */
export interface KerasCall {
  readonly className: string;
  readonly args: { readonly [snakeCaseName: string]: KerasValue };
  /**
   * Python source of the class `className`, for layers that Keras has none of; the name then stands alone. It may use
   * `keras` and `np`.
   */
  readonly define?: string;
  /** How the layer is called where that is not layer(x) or layer([a, b]). */
  readonly call?: {
    /** Places of the wires, each an argument of its own: [0, 0] is layer(x, x). */
    readonly inputs?: readonly number[];
    readonly args?: { readonly [snakeCaseName: string]: KerasValue };
  };
}
/** `source` is a Python expression written out as it stands, where `keras` is imported: 'lambda x: …'. */
export type KerasValue =
  | string
  | number
  | boolean
  | null
  | readonly KerasValue[]
  | { readonly tuple: readonly (number | null)[] }
  | { readonly source: string }
  | KerasCall;

/** What a layer may ask beyond its own inputs and parameters. */
export interface LayerContext {
  /** What the chosen data gives; null before data is chosen. Only layers of role input and output look. */
  readonly data: DataSpec | null;
  /** Finds another definition, for layers that wrap one. */
  readonly layer: (kind: string) => LayerDefinition | undefined;
}

/**
 * Random numbers for layers that need them while they train: a function of the run's seed, the step and `key` alone, the
 * same on every engine. `key` tells the draws of one step apart; begin it with the layer's name.
 */
export interface StepRandom {
  /** float32 in [0, 1). */
  uniform(key: string, shape: readonly number[]): Tensor;
  /** Standard normal, float32. */
  normal(key: string, shape: readonly number[]): Tensor;
}

/** What a layer may use beyond that when it is built to compute. */
export interface BuildContext extends LayerContext {
  readonly random: StepRandom;
}

export interface LayerExample {
  readonly title?: string;
  readonly inputs: readonly TensorSpec[];
  readonly params?: ParamValues;
  readonly output: TensorSpec;
  /** Numbers in all weights, trainable or not. */
  readonly weightCount: number;
}

export interface LayerDefinition<S extends ParamSchema = ParamSchema> {
  /** The factory's name in tfjs where there is one: 'dense', 'conv2d'. Never changes once released. */
  readonly kind: string;
  /** Keras' class name as people know it: "Dense", "Conv2D". */
  readonly title: string;
  readonly role: 'input' | 'hidden' | 'output';
  readonly family: Family;
  /** Name of a lucide icon, PascalCase. */
  readonly icon: string;
  /** One plain sentence for a beginner. */
  readonly summary: string;
  /** A short paragraph: what it does, when to use it. */
  readonly help: string;
  /** What it computes, y of x, on one line. */
  readonly formula: string;
  /** Other words people search for: "fully connected". */
  readonly synonyms: readonly string[];
  readonly inputs: readonly InputPort[];
  readonly params: S;
  /** One line on the node: "32 filters · 3×3 · relu". */
  words(params: ValuesOf<S>): string;
  /** The output for these inputs, or why there is none, with a fix relative to this node. Params were checked before. */
  inferShape(inputs: readonly TensorSpec[], params: ValuesOf<S>, context: LayerContext): Result<TensorSpec>;
  /** Called only when `inferShape` succeeded. */
  weights(inputs: readonly TensorSpec[], params: ValuesOf<S>, context: LayerContext): readonly WeightSpec[];
  /**
   * A fresh tfjs layer for these inputs, whose `getWeights()` order equals `weights()` and whose saved form plain tfjs
   * can load, unless it is `custom`. Called only when `inferShape` succeeded. Null for input and output, which are marks.
   */
  build(
    tf: TensorFlow,
    params: ValuesOf<S>,
    name: string,
    context: BuildContext,
    inputs: readonly TensorSpec[],
  ): TfLayer | null;
  /**
   * For layers that draw at random: how far from the standard normal distribution each sample's draw is made, [batch]. A
   * recipe may hold it small while training (shared/recipes). Of tfjs operations; the caller tidies.
   */
  divergence?(tf: TensorFlow, inputs: readonly Tensor[]): Tensor;
  /** Works while training alone: of a trained network it hands its input on as it is, and no export need say it. */
  readonly trainingOnly?: true;
  /** The same in Keras 3. Null for input and output. */
  keras(params: ValuesOf<S>, context: LayerContext, inputs: readonly TensorSpec[]): KerasCall | null;
  /**
   * `build` may give a class of our own (parts/ownLayer.ts), which tf.loadLayersModel reads only after `registerOwn` of
   * parts/operations.
   */
  readonly custom?: true;
  /** Changes samples at random while training into others of their kind, so that they can be shown before and after it. */
  readonly augments?: true;
  /** Moves what is on a picture: a mask or boxes that lie over it then lie in the wrong place. */
  readonly moves?: true;
  readonly examples: readonly LayerExample[];
}

/**
 * Types a definition by its own parameters and forgets them again, so that all definitions fit one list.
 * The cast is sound because every caller passes params that went through `checkParams` with this schema.
 */
export function defineLayer<const S extends ParamSchema>(definition: LayerDefinition<S>): LayerDefinition {
  return definition as unknown as LayerDefinition;
}

export type { ParamValues, Shape };
