// Whole steps as one TensorFlow graph: forward, back, the optimizer's update and the metrics, in a loop over the batches
// of a block. Weights and slots are variables of the graph. One graph holds a loop for each size of batch that will come,
// for training and for evaluation, all over the same variables.
import type { TensorFlow } from '../../shared/layers/layer';
import type { Block } from './block';
import { type FusedInput, fusedUpdate } from './fusedUpdates';
import { type Place, emit } from './graph/emit';
import { type GraphBuilder, type Output, createGraph, dataTypes, floats, ints } from './graph/graphDef';
import { type LoopPlace, type Turn, addLoop } from './graph/loop';
import { type Recording, nativeBackend, record } from './graph/record';
import { type GraphSession, openSession } from './graph/savedModel';
import type { Learner } from './learner';
import type { Network } from './network';
import type { ClassWeights, Objective } from './objective';
import type { Expected, StepResult, Steps } from './step';
import { type BatchTensors, measured, slopes, tidied } from './stepBody';

type Tensor = import('@tensorflow/tfjs').Tensor;
type Scalar = import('@tensorflow/tfjs').Scalar;
type Variable = import('@tensorflow/tfjs').Variable;

type Mode = 'train' | 'evaluate';

/** What was recorded of one step, by tensor ids. */
interface StepRecording {
  readonly mode: Mode;
  readonly batchSize: number;
  readonly recording: Recording<unknown>;
  /** Numbers that a step gives. */
  readonly width: number;
  /** Known tensors: "input/<source>", "target/<name>", "rate", "step", "stepNumber". */
  readonly given: ReadonlyMap<string, number>;
  /** Shapes of what is fed for one sample, by the same names. */
  readonly state: readonly number[];
  readonly numbers: number;
  readonly finite: number | null;
  /** For fused updates: the gradient of each learned weight. */
  readonly gradients: readonly number[];
  /** New values: index of the variable and the value's id. */
  readonly changes: readonly { readonly variable: number; readonly value: number }[];
}

interface Feed {
  readonly name: string;
  /** Of one sample. */
  readonly shape: readonly number[];
}

/** Compiled steps, or a sentence why there are none. Weights are put into the graph by `push`. */
export function compileSteps(
  tf: TensorFlow,
  network: Network,
  objective: Objective,
  learner: Learner,
  classWeights: ClassWeights | null,
  expected: Expected,
): Steps | string {
  const state: readonly Variable[] = [
    ...network.weights.map(({ variable }) => variable),
    ...learner.learned.flatMap(({ slots }) => Object.values(slots)),
  ];
  const feeds: readonly Feed[] = [
    ...Object.entries(expected.sample.inputs).map(([source, { shape }]) => ({
      name: `input/${source}`,
      shape: shape.slice(1),
    })),
    ...Object.entries(expected.sample.targets).map(([name, values]) => ({
      name: `target/${name}`,
      shape: values.length === expected.sample.size ? [] : [values.length / expected.sample.size],
    })),
  ];
  const recordings: StepRecording[] = [];
  for (const mode of ['train', 'evaluate'] as const) {
    for (const batchSize of new Set(expected[mode])) {
      const recorded = recordStep(mode, batchSize);
      if (recorded.recording.objections.length > 0) {
        const culprit = recorded.recording.culprit;
        return `${culprit === '' ? 'The loss or a metric' : culprit} cannot be compiled: ${recorded.recording.objections.join(', ')}.`;
      }
      recordings.push(recorded);
    }
  }

  const graph = createGraph();
  const variables = state.map((variable, index) => addVariable(graph, variable, index));
  const pushed = `${graph.add(
    'Identity',
    [graph.constant(ints([1], [])), ...variables.map(({ assign }) => `^${assign}`)],
    { T: { type: dataTypes.int32 } },
  )}:0`;
  const loops = new Map(recordings.map((recorded) => [loopName(recorded), addStepLoop(graph, recorded)]));
  let session: GraphSession;
  try {
    session = openSession(tf, graph);
  } catch (error) {
    return `TensorFlow did not take the graph: ${error instanceof Error ? error.message : String(error)}`;
  }

  function recordStep(mode: Mode, batchSize: number): StepRecording {
    const before = state.map((variable) => tf.keep(variable.clone()));
    try {
      return tidied(tf, () => {
        const given = new Map<string, Tensor>(
          feeds.map(({ name, shape }) => [name, tf.zeros([batchSize, ...shape])] as [string, Tensor]),
        );
        const under = (prefix: string) =>
          Object.fromEntries(
            [...given]
              .filter(([name]) => name.startsWith(`${prefix}/`))
              .map(([name, tensor]) => [name.slice(prefix.length + 1), tensor]),
          );
        const batch: BatchTensors = { inputs: under('input'), targets: under('target') };
        const rate = tf.scalar(0);
        const step = tf.scalar(1, 'int32') as Scalar;
        const stepNumber = tf.scalar(1);
        for (const [name, tensor] of Object.entries({ rate, step, stepNumber })) given.set(name, tensor);
        const ids = (tensors: readonly Tensor[]) => nativeBackend(tf)!.getInputTensorIds(tensors);
        const stateIds = ids(state);
        const recording = record(tf, [...given.values(), ...state], (idOf) =>
          mode === 'train' ? trainBody(idOf) : evaluateBody(idOf),
        );
        return {
          mode,
          batchSize,
          recording,
          ...recording.result,
          given: new Map([...given].map(([name, tensor]) => [name, ids([tensor])[0]!])),
          state: stateIds,
        };

        function trainBody(idOf: (tensor: Tensor) => number) {
          const { numbers, gradients, total } = network.duringStep(step, () =>
            slopes(tf, network, objective, learner, batch, classWeights),
          );
          const finite = idOf(tf.isFinite(total));
          const changes: { variable: number; value: number }[] = [];
          // Moving statistics change while the network computes.
          state.forEach((variable, index) => {
            const now = idOf(variable);
            if (now !== stateIds[index]) changes.push({ variable: index, value: now });
          });
          const isFused = fusedUpdate(learner.optimizer.id, learner.values, learner.decay) !== null;
          if (!isFused) {
            let slotAt = network.weights.length;
            learner.learned.forEach((of, index) => {
              const { weight, slots } = of;
              const next = learner.update(of, gradients[index]!, rate, stepNumber);
              changes.push({ variable: network.weights.indexOf(weight), value: idOf(next.weight) });
              for (const name of Object.keys(slots)) {
                changes.push({ variable: slotAt, value: idOf(next.slots[name]!) });
                slotAt += 1;
              }
            });
          }
          return {
            width: numbers.size,
            numbers: idOf(numbers),
            finite,
            gradients: isFused ? gradients.map(idOf) : [],
            changes,
          };
        }

        function evaluateBody(idOf: (tensor: Tensor) => number) {
          const { numbers } = measured(tf, network, objective, batch);
          return { width: numbers.size, numbers: idOf(numbers), finite: null, gradients: [], changes: [] };
        }
      });
    } finally {
      state.forEach((variable, index) => variable.assign(before[index]!));
      tf.dispose(before);
    }
  }

  function addStepLoop(builder: GraphBuilder, recorded: StepRecording) {
    const name = loopName(recorded);
    const placeholder = (label: string, type: number, shape: readonly number[]) => {
      const node = `${name}/${label}`;
      builder.add('Placeholder', [], { dtype: { type }, shape: { shape } }, node);
      return `${node}:0`;
    };
    const turns = placeholder('turns', dataTypes.int32, []);
    const firstStep = placeholder('firstStep', dataTypes.int32, []);
    const rates = placeholder('rates', dataTypes.float32, [-1]);
    const blocks = feeds.map(({ name: feed, shape }, index) => ({
      feed,
      // Names of columns may hold what no name of a node may.
      output: placeholder(`feed${index}`, dataTypes.float32, [-1, recorded.batchSize, ...shape]),
    }));
    const axis = builder.constant(ints([0], []));
    return addLoop(builder, { name, turns, width: recorded.width }, (place) => {
      const atTurn = (block: Output): Output =>
        `${builder.add(
          'GatherV2',
          [place.enter(block, dataTypes.float32), place.turn, place.enter(axis, dataTypes.int32)],
          {
            Tparams: { type: dataTypes.float32 },
            Tindices: { type: dataTypes.int32 },
            Taxis: { type: dataTypes.int32 },
            batch_dims: { int: 0 },
          },
        )}:0`;
      const int32 = { T: { type: dataTypes.int32 } };
      const known = new Map<number, Output>();
      for (const { feed, output } of blocks) known.set(recorded.given.get(feed)!, atTurn(output));
      const step = `${builder.add('AddV2', [place.turn, place.enter(firstStep, dataTypes.int32)], int32)}:0`;
      const stepNumber = `${builder.add('Cast', [step], {
        SrcT: { type: dataTypes.int32 },
        DstT: { type: dataTypes.float32 },
      })}:0`;
      const rate = recorded.mode === 'train' ? atTurn(rates) : '';
      known.set(recorded.given.get('step')!, step);
      known.set(recorded.given.get('stepNumber')!, stepNumber);
      known.set(recorded.given.get('rate')!, rate);
      const handles = variables.map(({ handle }) => place.enter(handle, dataTypes.resource));
      const reads = recorded.state.map((id, index) => {
        const { type } = variables[index]!;
        const read = `${builder.add('ReadVariableOp', [handles[index]!, place.pivot!], { dtype: type })}:0`;
        known.set(id, read);
        return read;
      });
      const results = emit(place, recorded.recording, known, [
        recorded.numbers,
        ...(recorded.finite === null ? [] : [recorded.finite]),
        ...recorded.gradients,
        ...recorded.changes.map(({ value }) => value),
      ]);
      const row = results[0]!;
      if (recorded.finite === null) return { row, goOn: null, effects: [] };
      const gradients = results.slice(2, 2 + recorded.gradients.length);
      const values = results.slice(2 + recorded.gradients.length);
      return update(place, recorded, { row, finite: results[1]!, gradients, values, rate, stepNumber, handles, reads });
    });
  }

  /** The updates of a step, none of which run when the loss is not finite. */
  function update(
    place: LoopPlace,
    recorded: StepRecording,
    step: {
      readonly row: Output;
      readonly finite: Output;
      readonly gradients: readonly Output[];
      readonly values: readonly Output[];
      readonly rate: Output;
      readonly stepNumber: Output;
      /** The variables, and their values before the step. */
      readonly handles: readonly Output[];
      readonly reads: readonly Output[];
    },
  ): Turn {
    const builder = place.graph;
    const float32 = { T: { type: dataTypes.float32 } };
    /** The value where the loss is finite; else what depends on it does not run. */
    const ifFinite = (value: Output, type: number): Output =>
      `${builder.add('Switch', [value, step.finite], { T: { type } })}:1`;
    /** weight ← weight - weight · share · learning rate. */
    const decay = (handle: Output, weight: Output, share: number): string => {
      const pull = `${builder.add('Mul', [enterNumber(place, share), step.rate], float32)}:0`;
      const by = `${builder.add('Mul', [weight, pull], float32)}:0`;
      return builder.add('AssignSubVariableOp', [handle, ifFinite(by, dataTypes.float32)], {
        dtype: { type: dataTypes.float32 },
      });
    };
    const effects = recorded.changes.map(({ variable }, index) =>
      builder.add('AssignVariableOp', [step.handles[variable]!, ifFinite(step.values[index]!, dataTypes.float32)], {
        dtype: variables[variable]!.type,
      }),
    );
    const fused = fusedUpdate(learner.optimizer.id, learner.values, learner.decay);
    if (fused !== null) {
      const scalars = new Map<string, Output>();
      const scalar = (input: Exclude<FusedInput, 'gradient'>): Output => {
        const key = JSON.stringify(input);
        let output = scalars.get(key);
        if (output === undefined) {
          output =
            input === 'learningRate'
              ? step.rate
              : typeof input === 'number'
                ? enterNumber(place, input)
                : `${builder.add('Pow', [enterNumber(place, input.powerOfStep), step.stepNumber], float32)}:0`;
          scalars.set(key, output);
        }
        return output;
      };
      let slotAt = network.weights.length;
      learner.learned.forEach(({ weight, slots }, index) => {
        const names = Object.keys(slots);
        const handles = fused.slots.map((name) => step.handles[slotAt + names.indexOf(name)]!);
        slotAt += names.length;
        const inputs = fused.inputs.map((input) =>
          input === 'gradient' ? ifFinite(step.gradients[index]!, dataTypes.float32) : scalar(input),
        );
        const at = network.weights.indexOf(weight);
        const decayed = fused.decay === 0 ? [] : [decay(step.handles[at]!, step.reads[at]!, fused.decay)];
        effects.push(
          ...decayed,
          builder.add(
            fused.operation,
            [step.handles[at]!, ...handles, ...inputs, ...decayed.map((node) => `^${node}`)],
            { ...float32, ...fused.attributes },
          ),
        );
      });
    }
    // Either all updates ran or none was to: both ways lead on.
    const sides = builder.add('Switch', [step.finite, step.finite], { T: { type: dataTypes.bool } });
    const identity = (output: Output, after: readonly string[]) =>
      `${builder.add('Identity', [output, ...after.map((effect) => `^${effect}`)], { T: { type: dataTypes.bool } })}:0`;
    const goOn = builder.add('Merge', [identity(`${sides}:0`, []), identity(`${sides}:1`, effects)], {
      T: { type: dataTypes.bool },
      N: { int: 2 },
    });
    return { row: step.row, goOn: `${goOn}:0`, effects: [goOn] };
  }

  function run(mode: Mode, block: Block, firstStep: number, rates: Float32Array): readonly StepResult[] {
    const name = `${mode}${block.batchSize}`;
    const loop = loops.get(name);
    const width = recordings.find((recorded) => loopName(recorded) === name)?.width;
    if (loop === undefined || width === undefined)
      throw new Error(`No step was compiled for ${block.batchSize} samples.`);
    const { samples, batchSize, count } = block;
    const [rows, done] = tf.tidy(() => {
      const arrays = [
        ...Object.entries(samples.inputs).map(([, { values }]) => values),
        ...Object.entries(samples.targets).map(([, values]) => values),
      ];
      const results = session.run(
        [
          [`${name}/turns`, tf.scalar(count, 'int32')],
          ...(mode === 'train'
            ? ([
                [`${name}/firstStep`, tf.scalar(firstStep, 'int32')],
                [`${name}/rates`, tf.tensor1d(rates)],
              ] as const)
            : ([[`${name}/firstStep`, tf.scalar(0, 'int32')]] as const)),
          ...feeds.map(
            ({ shape }, index) =>
              [`${name}/feed${index}`, tf.tensor(arrays[index]!, [count, batchSize, ...shape])] as const,
          ),
        ],
        [loop.rows, loop.count],
      );
      return results.map((tensor) => tensor.dataSync()) as [Float32Array, Int32Array];
    });
    return Array.from({ length: done[0]! }, (_, index) => {
      const numbers = rows.subarray(index * width, (index + 1) * width);
      return { loss: numbers[0]!, sums: objective.sumsOf(batchSize, numbers) };
    });
  }

  return {
    compiled: true,
    train: (block, firstStep, rates) => run('train', block, firstStep, rates),
    evaluate: (block) => run('evaluate', block, 0, new Float32Array(0)),
    pull: () =>
      tf.tidy(() => {
        const values = session.run(
          [],
          variables.map(({ read }) => read),
        );
        values.forEach((value, index) => state[index]!.assign(value));
      }),
    push: () =>
      tf.tidy(() => {
        session.run(
          state.map((variable, index) => [variables[index]!.placeholder, variable] as const),
          [pushed],
        );
      }),
    dispose: () => session.dispose(),
  };
}

const loopName = ({ mode, batchSize }: Pick<StepRecording, 'mode' | 'batchSize'>): string => `${mode}${batchSize}`;

function enterNumber(place: Place, value: number): Output {
  return place.enter(place.graph.constant(floats([value], [])), dataTypes.float32);
}

function addVariable(graph: GraphBuilder, variable: Variable, index: number) {
  const type = { type: dataTypes.float32 };
  const shape = { shape: variable.shape };
  const handle = `${graph.add('VarHandleOp', [], { dtype: type, shape, shared_name: { text: `variable${index}` } })}:0`;
  const placeholder = `set${index}`;
  graph.add('Placeholder', [], { dtype: type, shape }, placeholder);
  const assign = graph.add('AssignVariableOp', [handle, `${placeholder}:0`], { dtype: type });
  const read = `${graph.add('ReadVariableOp', [handle], { dtype: type })}:0`;
  return { handle, placeholder, assign, read, type };
}
