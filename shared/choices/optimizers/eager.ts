// A formula as an object of tfjs, for an engine that steps op by op.
import type { TensorFlow } from '../../layers/layer';
import type { OptimizerDefinition } from '../choice';

type Tensor = import('@tensorflow/tfjs').Tensor;
type Variable = import('@tensorflow/tfjs').Variable;
type Optimizer = import('@tensorflow/tfjs').Optimizer;

interface Slot {
  readonly originalName: string;
  readonly variable: Variable;
}

type Slopes = Parameters<Optimizer['applyGradients']>[0];

function entriesOf(slopes: Slopes): readonly (readonly [string, Tensor | null])[] {
  return Array.isArray(slopes) ? slopes.map(({ name, tensor }) => [name, tensor]) : Object.entries(slopes);
}

/**
 * An optimizer that runs `update` on each variable. What it remembers lies in lists named after the slots, by the
 * variable's place, and in the count `updates`, where checkpoints find it.
 */
export function createEager(
  tf: TensorFlow,
  definition: Pick<OptimizerDefinition, 'slots' | 'update' | 'id'>,
  params: { readonly learningRate: number },
): Optimizer {
  class FormulaOptimizer extends tf.Optimizer {
    static readonly className = definition.id;
    updates = 0;

    constructor() {
      super();
      // The lists are there from the start, so that a checkpoint can fill them before the first step.
      const names = [[1], [1, 1]].flatMap((shape) => definition.slots(params as never, shape).map(({ name }) => name));
      for (const name of names) (this as unknown as Record<string, Slot[]>)[name] = [];
    }

    applyGradients(slopes: Slopes): void {
      const lists = this as unknown as Record<string, Slot[] | undefined>;
      const step = this.updates + 1;
      entriesOf(slopes).forEach(([name, gradient], place) => {
        const weight = tf.engine().registeredVariables[name]!;
        const slots = definition.slots(params as never, weight.shape).map((slot) => {
          const list = (lists[slot.name] ??= []);
          const variable = (list[place] ??= {
            originalName: `${name}/${slot.name}`,
            variable: tf.tidy(() => tf.variable(tf.fill([...slot.shape], slot.initial), false)),
          }).variable;
          return [slot.name, variable] as const;
        });
        if (gradient === null || gradient === undefined) return;
        tf.tidy(() => {
          const result = definition.update(tf, params as never, {
            weight,
            gradient,
            slots: Object.fromEntries(slots),
            learningRate: tf.scalar(params.learningRate),
            step: tf.scalar(step),
          });
          weight.assign(result.weight);
          for (const [slot, variable] of slots) variable.assign(result.slots[slot]!);
        });
      });
      this.updates = step;
    }

    override dispose(): void {
      for (const list of Object.values(this as unknown as Record<string, unknown>)) {
        if (Array.isArray(list)) for (const { variable } of list as Slot[]) variable.dispose();
      }
    }

    getConfig(): Record<string, number> {
      return {};
    }
  }
  return new FormulaOptimizer();
}
