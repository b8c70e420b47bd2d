// One recorded step as a loop of a graph: batches out of a block, the step, and the optimizer's update.
import type { FusedInput } from './fusedUpdates';
import { type Place, emit } from '../graph/emit';
import {
  type Attribute,
  type GraphBuilder,
  type Output,
  dataTypes,
  floats,
  ints,
} from '../../../shared/export/tensorflow/graphDef';
import { type Loop, type LoopPlace, type Turn, addLoop } from '../graph/loop';
import type { StepRecording, Subject } from './stepRecording';

/** A variable of the graph: its handle, how it is set, and its value. */
export interface GraphVariable {
  readonly handle: Output;
  /** What is fed to set it, and the operation that does. */
  readonly placeholder: string;
  readonly assign: string;
  readonly read: Output;
  readonly type: Attribute;
}

export function addVariable(graph: GraphBuilder, shape: readonly number[], index: number): GraphVariable {
  const type = { type: dataTypes.float32 };
  const name = { text: `variable${index}` };
  const handle = `${graph.add('VarHandleOp', [], { dtype: type, shape: { shape }, shared_name: name })}:0`;
  const placeholder = `set${index}`;
  graph.add('Placeholder', [], { dtype: type, shape: { shape } }, placeholder);
  const assign = graph.add('AssignVariableOp', [handle, `${placeholder}:0`], { dtype: type });
  const read = `${graph.add('ReadVariableOp', [handle], { dtype: type })}:0`;
  return { handle, placeholder, assign, read, type };
}

/** The name of a step's loop; its placeholders are "<name>/turns", "/firstStep", "/rates" and "/feed<index>". */
export const loopName = ({ mode, batchSize }: Pick<StepRecording, 'mode' | 'batchSize'>): string =>
  `${mode}${batchSize}`;

export function addStepLoop(
  builder: GraphBuilder,
  subject: Subject,
  variables: readonly GraphVariable[],
  recorded: StepRecording,
): Loop {
  const name = loopName(recorded);
  const placeholder = (label: string, type: number, shape: readonly number[]) => {
    const node = `${name}/${label}`;
    builder.add('Placeholder', [], { dtype: { type }, shape: { shape } }, node);
    return `${node}:0`;
  };
  const turns = placeholder('turns', dataTypes.int32, []);
  const firstStep = placeholder('firstStep', dataTypes.int32, []);
  const rates = placeholder('rates', dataTypes.float32, [-1]);
  const blocks = subject.feeds.map(({ name: feed, shape }, index) => ({
    feed,
    // Names of columns may hold what no name of a node may.
    output: placeholder(`feed${index}`, dataTypes.float32, [-1, recorded.batchSize, ...shape]),
  }));
  const first = builder.constant(ints([0], []));
  const one = builder.constant(ints([1]));
  return addLoop(builder, { name, turns, width: recorded.width }, (place) => {
    const int32 = { T: { type: dataTypes.int32 } };
    const here = (output: Output): Output => place.enter(output, dataTypes.int32);
    const begin = `${builder.add('ExpandDims', [place.turn, here(first)], { ...int32, Tdim: { type: dataTypes.int32 } })}:0`;
    const end = `${builder.add('AddV2', [begin, here(one)], int32)}:0`;
    // A slice along the first axis shares the block's memory where it is aligned; a gather would copy it.
    const atTurn = (block: Output): Output =>
      `${builder.add('StridedSlice', [place.enter(block, dataTypes.float32), begin, end, here(one)], {
        T: { type: dataTypes.float32 },
        Index: { type: dataTypes.int32 },
        shrink_axis_mask: { int: 1 },
      })}:0`;
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
    return update(place, subject, variables, recorded, {
      row,
      finite: results[1]!,
      gradients,
      values,
      rate,
      stepNumber,
      handles,
      reads,
    });
  });
}

/** The updates of a step, none of which run when the loss is not finite. */
function update(
  place: LoopPlace,
  { places, fused }: Subject,
  variables: readonly GraphVariable[],
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
  /** weight ← weight - weight · pull. */
  const decay = (handle: Output, weight: Output, pull: Output): string => {
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
  if (fused !== null) {
    const pull =
      fused.decay === 0 ? null : `${builder.add('Mul', [enterNumber(place, fused.decay), step.rate], float32)}:0`;
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
    places.forEach(({ weight: at, slots }, index) => {
      const handles = fused.slots.map((name) => step.handles[slots[name]!]!);
      const inputs = fused.inputs.map((input) =>
        input === 'gradient' ? ifFinite(step.gradients[index]!, dataTypes.float32) : scalar(input),
      );
      const decayed = pull === null ? [] : [decay(step.handles[at]!, step.reads[at]!, pull)];
      effects.push(
        ...decayed,
        builder.add(fused.operation, [step.handles[at]!, ...handles, ...inputs, ...decayed.map((node) => `^${node}`)], {
          ...float32,
          ...fused.attributes,
        }),
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

function enterNumber(place: Place, value: number): Output {
  return place.enter(place.graph.constant(floats([value], [])), dataTypes.float32);
}
