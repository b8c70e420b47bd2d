// Whole steps as one TensorFlow graph: forward, back, the optimizer's update and the metrics, in a loop over the batches
// of a block. Weights and slots are variables of the graph. One graph holds a loop for each size of batch that will come,
// for training and for evaluation, all over the same variables.
import type { TensorFlow } from '../../../shared/layers/layer';
import type { Block } from './block';
import { createGraph, dataTypes, ints } from '../../../shared/export/tensorflow/graphDef';
import { type GraphSession, openSession } from '../graph/savedModel';
import type { Learner } from './learner';
import type { Network } from '../network';
import type { ClassWeights, Objective } from './objective';
import type { Expected, StepResult, Steps } from './steps';
import { addStepLoop, addVariable, loopName } from './stepGraph';
import { type Mode, createSubject, recordStep } from './stepRecording';

/**
 * Compiled steps, or a sentence why there are none. Weights are put into the graph by `push`. Without a learner they
 * only evaluate, and then `withOutputs` asks for every output's numbers too.
 */
export function compileSteps(
  tf: TensorFlow,
  network: Network,
  objective: Objective,
  learner: Learner | null,
  classWeights: ClassWeights | null,
  expected: Expected,
  withOutputs = false,
): Steps | string {
  const subject = createSubject({ network, objective, learner, classWeights, withOutputs }, expected.sample);
  const { state, still, feeds } = subject;
  const recordings = (['train', 'evaluate'] as const).flatMap((mode) =>
    [...new Set(expected[mode])].map((batchSize) => recordStep(tf, subject, mode, batchSize)),
  );
  for (const { recording } of recordings) {
    const { objections, culprit } = recording;
    if (objections.length === 0) continue;
    return `${culprit === '' ? 'The loss or a metric' : culprit} cannot be compiled: ${objections.join(', ')}.`;
  }

  const graph = createGraph();
  const variables = state.map(({ shape }, index) => addVariable(graph, shape, index));
  const assigned = variables.map(({ assign }) => `^${assign}`);
  const one = graph.constant(ints([1], []));
  const pushed = `${graph.add('Identity', [one, ...assigned], { T: { type: dataTypes.int32 } })}:0`;
  const loops = new Map(
    recordings.map((recorded) => [
      loopName(recorded),
      { width: recorded.width, ...addStepLoop(graph, subject, variables, recorded) },
    ]),
  );
  let session: GraphSession;
  try {
    session = openSession(tf, graph);
  } catch (error) {
    return `TensorFlow did not take the graph: ${error instanceof Error ? error.message : String(error)}`;
  }

  function run(mode: Mode, block: Block, firstStep: number, rates: Float32Array): readonly StepResult[] {
    const { samples, batchSize, count } = block;
    const name = loopName({ mode, batchSize });
    const loop = loops.get(name);
    if (loop === undefined) throw new Error(`No step was compiled for ${batchSize} samples.`);
    const arrayOf = (feed: string): Float32Array =>
      feed.startsWith('input/')
        ? samples.inputs[feed.slice('input/'.length)]!.values
        : samples.targets[feed.slice('target/'.length)]!;
    const [rows, done] = tf.tidy(() => {
      const results = session.run(
        [
          [`${name}/turns`, tf.scalar(count, 'int32')],
          [`${name}/firstStep`, tf.scalar(firstStep, 'int32')],
          ...(mode === 'train' ? [[`${name}/rates`, tf.tensor1d(rates)] as const] : []),
          ...feeds.map(
            (feed, index) =>
              [`${name}/feed${index}`, tf.tensor(arrayOf(feed.name), [count, batchSize, ...feed.shape])] as const,
          ),
        ],
        [loop.rows, loop.count],
      );
      return results.map((tensor) => tensor.dataSync()) as [Float32Array, Int32Array];
    });
    return Array.from({ length: done[0]! }, (_, index) => {
      const numbers = rows.subarray(index * loop.width, (index + 1) * loop.width);
      return { loss: numbers[0]!, sums: objective.sumsOf(batchSize, numbers), numbers };
    });
  }

  /** True while the graph is ahead of tfjs' variables. */
  let ahead = false;
  return {
    compiled: true,
    train: (block, firstStep, rates) => {
      ahead = true;
      return run('train', block, firstStep, rates);
    },
    evaluate: (block) => run('evaluate', block, 0, new Float32Array(0)),
    pull: () => {
      if (!ahead) return;
      tf.tidy(() => {
        const reads = variables.slice(0, state.length - still).map(({ read }) => read);
        session.run([], reads).forEach((value, index) => state[index]!.assign(value));
      });
      ahead = false;
    },
    push: () => {
      ahead = false;
      tf.tidy(() => {
        session.run(
          state.map((variable, index) => [variables[index]!.placeholder, variable] as const),
          [pushed],
        );
      });
    },
    dispose: () => session.dispose(),
  };
}
