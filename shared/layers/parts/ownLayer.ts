// Layers that tfjs has none of, as tfjs layers of our own made from its operations. An operation is a name and a pure
// function; shapes and weights come from the layer's definition and travel in the saved file. Plain tf.loadLayersModel
// can read such a file once the operations are registered (operations/index.ts; `layerloom.register` in an export).
import type { Shape } from '../../shape';
import type { StepRandom, TensorFlow, TfLayer, WeightSpec } from '../layer';
import { type Masks, listMasks, mergedMask } from './masks';

type Tensor = import('@tensorflow/tfjs').Tensor;
type TfShape = (number | null)[];

/** Plain values. Texts in camel case: tfjs turns them into snake case and back. */
export type Settings = { readonly [name: string]: number | boolean | string | readonly number[] };

export interface Given {
  /** One tensor per wire, the batch first. */
  readonly inputs: readonly Tensor[];
  /** One per wire. */
  readonly masks: Masks;
  /** In the order of the definition's `weights`. */
  readonly weights: readonly Tensor[];
  /** Random numbers under this layer's name while it trains; null otherwise. */
  readonly random: StepRandom | null;
}

export interface Operation<S extends Settings = Settings> {
  /** Its class in saved files, "Layerloom…". Never changes once released. */
  readonly name: string;
  /** Whose empty steps are empty in what it gives, too: the first input's, or those of all merged. Otherwise nobody's. */
  readonly masks?: 'first' | 'merged';
  /** Made of tfjs operations that have gradients on every engine. The caller tidies. */
  compute(tf: TensorFlow, given: Given, settings: S): Tensor;
}

/** What a saved file holds besides tfjs' own entries. */
interface OwnConfig {
  readonly name?: string;
  readonly settings: Settings;
  readonly outputShape: Shape;
  readonly ownWeights: readonly {
    readonly name: string;
    readonly shape: readonly number[];
    readonly trainable: boolean;
  }[];
}

/** How a layer is called: our engine hands over every input's mask, tfjs' own executor the first one's. */
interface CallMode {
  readonly training?: boolean;
  readonly masks?: Masks;
  readonly mask?: Tensor;
}

type OwnClass = new (config: OwnConfig, random?: StepRandom) => TfLayer;

const classes = new WeakMap<TensorFlow, Map<string, OwnClass>>();

function classOf(tf: TensorFlow, operation: Operation): OwnClass {
  const known = classes.get(tf) ?? new Map<string, OwnClass>();
  classes.set(tf, known);
  const found = known.get(operation.name);
  if (found !== undefined) return found;

  class Own extends tf.layers.Layer {
    static readonly className = operation.name;
    private readonly own: OwnConfig;

    constructor(
      config: OwnConfig,
      private readonly random?: StepRandom,
    ) {
      super(config as object);
      this.own = config;
      this.supportsMasking = operation.masks !== undefined;
    }

    override build(): void {
      for (const { name, shape, trainable } of this.own.ownWeights) {
        this.addWeight(name, [...shape], 'float32', tf.initializers.zeros(), undefined, trainable);
      }
      this.built = true;
    }

    override computeOutputShape(inputShape: TfShape | TfShape[]): TfShape {
      const first = (Array.isArray(inputShape[0]) ? inputShape[0] : inputShape) as TfShape;
      return [first[0] ?? null, ...this.own.outputShape];
    }

    override computeMask(_inputs: Tensor | Tensor[], given?: Tensor | Tensor[]): Tensor {
      const masks = listMasks(given);
      const mask = operation.masks === 'merged' ? mergedMask(tf, masks) : masks[0];
      // Sound: tfjs takes null for "nothing is masked"; its type leaves it out.
      return (mask ?? null) as Tensor;
    }

    override call(inputs: Tensor | Tensor[], kwargs: CallMode = {}): Tensor {
      return tf.tidy(() => {
        const { random, name } = this;
        const drawing: StepRandom | null =
          kwargs.training !== true || random === undefined
            ? null
            : {
                uniform: (key, shape) => random.uniform(`${name}/${key}`, shape),
                normal: (key, shape) => random.normal(`${name}/${key}`, shape),
              };
        return operation.compute(
          tf,
          {
            inputs: Array.isArray(inputs) ? inputs : [inputs],
            masks: kwargs.masks ?? listMasks(kwargs.mask),
            weights: this.weights.map((weight) => weight.read()),
            random: drawing,
          },
          this.own.settings,
        );
      });
    }

    override getConfig(): import('@tensorflow/tfjs').serialization.ConfigDict {
      const { settings, outputShape, ownWeights } = this.own;
      const config = { ...super.getConfig(), settings, outputShape, ownWeights };
      // Sound: numbers, texts, booleans and lists of them are what a ConfigDict may hold.
      return config as unknown as import('@tensorflow/tfjs').serialization.ConfigDict;
    }
  }

  tf.serialization.registerClass(Own as unknown as Parameters<TensorFlow['serialization']['registerClass']>[0]);
  const own = Own as unknown as OwnClass;
  known.set(operation.name, own);
  return own;
}

/** Lets this tfjs read saved layers of this operation. */
export function registerOperation(tf: TensorFlow, operation: Operation): void {
  classOf(tf, operation);
}

/** A fresh layer: `output` is the definition's inferred shape, `weights` its weights. */
export function ownLayer<S extends Settings>(
  tf: TensorFlow,
  operation: Operation<S>,
  name: string,
  settings: S,
  output: Shape,
  weights: readonly WeightSpec[] = [],
  random?: StepRandom,
): TfLayer {
  const Own = classOf(tf, operation as unknown as Operation);
  const ownWeights = weights.map(({ name: weight, shape, trainable }) => ({ name: weight, shape, trainable }));
  return new Own({ name, settings, outputShape: output, ownWeights }, random);
}
