// Writes down what tfjs does on the native engine. Every operation of tfjs-node goes through one function of its add-on,
// executeOp(name, attributes, input ids, number of outputs); a body that runs under a binding which also notes the calls
// leaves a complete list of TensorFlow operations behind.
import type { TensorFlow } from '../../../shared/layers/layer';
import type { Attribute } from '../../../shared/export/tensorflow/graphDef';

type Tensor = import('@tensorflow/tfjs').Tensor;

interface OperationAttribute {
  readonly name: string;
  readonly type: number;
  readonly value: unknown;
}

interface OutputInfo {
  readonly id: number;
  readonly shape: readonly number[];
  readonly dtype: number;
}

/** The add-on of tfjs-node, as far as it is used here. */
export interface Binding {
  readonly TF_ATTR_STRING: number;
  readonly TF_ATTR_INT: number;
  readonly TF_ATTR_FLOAT: number;
  readonly TF_ATTR_BOOL: number;
  readonly TF_ATTR_TYPE: number;
  readonly TF_ATTR_SHAPE: number;
  executeOp(
    name: string,
    attributes: readonly OperationAttribute[],
    inputs: readonly number[],
    outputs: number,
  ): OutputInfo[];
  createTensor(shape: readonly number[], dataType: number, values: ArrayLike<number>): number;
  deleteTensor(id: number): void;
  tensorDataSync(id: number): Float32Array | Int32Array | Uint8Array;
  loadSavedModel(folder: string, tags: string): number;
  deleteSavedModel(id: number): void;
  runSavedModel(id: number, inputs: readonly number[], inputNames: string, outputNames: string): OutputInfo[];
}

/** The backend object of tfjs-node, as far as it is used here. */
export interface NativeBackend {
  readonly isUsingGpuDevice?: boolean;
  binding: Binding;
  getInputTensorIds(tensors: readonly Tensor[]): number[];
  createOutputTensor(info: OutputInfo): Tensor;
  executeSingleOutput(name: string, attributes: readonly OperationAttribute[], inputs: readonly Tensor[]): Tensor;
  executeMultipleOutputs(
    name: string,
    attributes: readonly OperationAttribute[],
    inputs: readonly Tensor[],
    outputs: number,
  ): Tensor[];
  getDTypeInteger(dtype: string): number;
  readonly tensorMap: { get(dataId: object): { readonly shape: readonly number[]; readonly dtype: number } };
}

/** Null where tfjs computes with another engine, which has no operations of TensorFlow to write down. */
export function nativeBackend(tf: TensorFlow): NativeBackend | null {
  return tf.getBackend() === 'tensorflow' ? (tf.backend() as unknown as NativeBackend) : null;
}

/** An attribute of operations that says of what type their numbers are; TensorFlow calls most of them T. */
export const typeAttribute = (backend: NativeBackend, dtype: string, name = 'T'): OperationAttribute => ({
  name,
  type: backend.binding.TF_ATTR_TYPE,
  value: backend.getDTypeInteger(dtype),
});

export interface RecordedOperation {
  readonly name: string;
  readonly attributes: { readonly [name: string]: Attribute };
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  readonly outputTypes: readonly number[];
}

/** Numbers that were there before, or that the body made itself. */
export interface RecordedConstant {
  readonly dataType: number;
  readonly shape: readonly number[];
  readonly content: Uint8Array;
}

export interface Recording<T> {
  readonly result: T;
  readonly operations: readonly RecordedOperation[];
  /** By tensor id. */
  readonly constants: ReadonlyMap<number, RecordedConstant>;
  /** What the body did that no graph can repeat, in words; empty when all is well. */
  readonly objections: readonly string[];
  /** During which part of the body (see `note`) the first of these was; empty when that is not known. */
  readonly culprit: string;
}

/** Names the part of a recorded body that runs next, for objections. Costs nothing where nothing is recorded. */
export function note(part: string): void {
  currentPart = part;
}
let currentPart = '';

const contentOf = (values: ArrayLike<number>, dataType: number): Uint8Array => {
  if (ArrayBuffer.isView(values)) {
    const { buffer, byteOffset, byteLength } = values as unknown as Uint8Array;
    return new Uint8Array(buffer.slice(byteOffset, byteOffset + byteLength));
  }
  const typed =
    dataType === 1 ? Float32Array.from(values) : dataType === 3 ? Int32Array.from(values) : Uint8Array.from(values);
  return new Uint8Array(typed.buffer);
};

/**
 * Runs `body` and writes down its operations. `known`: tensors whose numbers differ from one run of the graph to the
 * next (inputs, weights); everything else that is used is taken as a constant. The body names the tensors it wants by
 * `idOf`, and may dispose of them then. Throws what the body throws.
 */
export function record<T>(
  tf: TensorFlow,
  known: readonly Tensor[],
  body: (idOf: (tensor: Tensor) => number) => T,
): Recording<T> {
  const backend = nativeBackend(tf);
  if (backend === null) throw new Error('Only the native engine can be recorded.');
  const { binding } = backend;
  const listed = backend.getInputTensorIds(known);
  const knownIds = new Set(listed);
  const knownTypes = new Map(listed.map((id, index) => [id, backend.tensorMap.get(known[index]!.dataId).dtype]));
  const addConstant = (id: number): void => {
    const info = unseen.get(id);
    if (info === undefined) throw new Error('A tensor is used that nothing made.');
    const { dtype: dataType, shape } = info;
    constants.set(id, { dataType, shape: [...shape], content: contentOf(binding.tensorDataSync(id), dataType) });
  };
  const isNew = (id: number): boolean => !produced.has(id) && !knownIds.has(id) && !constants.has(id);
  const operations: RecordedOperation[] = [];
  const constants = new Map<number, RecordedConstant>();
  const produced = new Map<number, number>();
  const objections: string[] = [];
  let culprit = '';
  const object = (objection: string): void => {
    if (objections.length === 0) culprit = currentPart;
    if (!objections.includes(objection)) objections.push(objection);
  };
  currentPart = '';
  const unseen = new Map<number, { readonly shape: readonly number[]; readonly dtype: number }>();

  const originalIds = backend.getInputTensorIds;
  const overrides = {
    executeOp: ((name, attributes, inputs, outputs) => {
      // What was there before is read now, since it may be gone later.
      for (const id of inputs) if (isNew(id)) addConstant(id);
      const results = binding.executeOp(name, attributes, inputs, outputs);
      const typeOf = (id: number): number => produced.get(id) ?? constants.get(id)?.dataType ?? knownTypes.get(id)!;
      operations.push({
        name,
        attributes: {
          // Run by itself ExpandDims finds its types out; in a graph they must be said.
          ...(name === 'ExpandDims' ? { T: { type: typeOf(inputs[0]!) }, Tdim: { type: typeOf(inputs[1]!) } } : {}),
          ...Object.fromEntries(
            attributes.map((attribute) => [attribute.name, toAttribute(binding, name, attribute, typeOf(inputs[0]!))]),
          ),
        },
        inputs: [...inputs],
        outputs: results.map(({ id }) => id),
        outputTypes: results.map(({ dtype }) => dtype),
      });
      for (const { id, dtype } of results) produced.set(id, dtype);
      return results;
    }) as Binding['executeOp'],
    createTensor: ((shape, dataType, values) => {
      const id = binding.createTensor(shape, dataType, values);
      constants.set(id, { dataType, shape: [...shape], content: contentOf(values, dataType) });
      return id;
    }) as Binding['createTensor'],
    tensorDataSync: ((id) => {
      if (produced.has(id) || knownIds.has(id)) object('it looks at its numbers while it computes');
      return binding.tensorDataSync(id);
    }) as Binding['tensorDataSync'],
  };
  // The add-on's own properties cannot be written to.
  const recording = Object.create(
    binding,
    Object.fromEntries(Object.entries(overrides).map(([name, value]) => [name, { value }])),
  ) as Binding;
  const originalRandom = Math.random;

  backend.binding = recording;
  backend.getInputTensorIds = function (tensors) {
    const ids = originalIds.call(backend, tensors);
    tensors.forEach((tensor, index) => {
      const id = ids[index]!;
      if (!produced.has(id) && tensor.dataId !== undefined) unseen.set(id, backend.tensorMap.get(tensor.dataId));
    });
    return ids;
  };
  Math.random = () => {
    object('it draws random numbers of its own');
    return originalRandom();
  };
  let result: T;
  try {
    result = body((tensor) => {
      const id = backend.getInputTensorIds([tensor])[0]!;
      if (isNew(id)) addConstant(id);
      return id;
    });
  } finally {
    backend.binding = binding;
    backend.getInputTensorIds = originalIds;
    Math.random = originalRandom;
  }
  return {
    result,
    operations,
    constants,
    objections,
    culprit,
  };
}

function toAttribute(
  binding: Binding,
  operation: string,
  { name, type, value }: OperationAttribute,
  firstType: number,
): Attribute {
  switch (type) {
    case binding.TF_ATTR_TYPE:
      // tfjs-node calls Mean on numbers with the type of the truth values they came from. Run by itself nobody minds.
      if (operation === 'Mean' && name === 'T') return { type: firstType };
      return Array.isArray(value) ? { types: value as number[] } : { type: value as number };
    case binding.TF_ATTR_INT:
      return Array.isArray(value) ? { ints: value as number[] } : { int: value as number };
    case binding.TF_ATTR_FLOAT:
      return Array.isArray(value) ? { floats: value as number[] } : { float: value as number };
    case binding.TF_ATTR_BOOL:
      return { bool: Boolean(value) };
    case binding.TF_ATTR_STRING:
      return Array.isArray(value) ? { texts: value as string[] } : { text: value as string };
    case binding.TF_ATTR_SHAPE:
      return { shape: value as number[] };
    default:
      throw new Error(`${operation} has an attribute ${name} of the unknown type ${type}.`);
  }
}
