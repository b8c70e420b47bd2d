// A TFLite model that grows tensor by tensor and operator by operator, and its file. Slots and numbers are those of
// tensorflow/compiler/mlir/lite/schema/schema.fbs (version 3).
import { utf8 } from '../text';
import {
  type Field,
  type Item,
  bool,
  bytes,
  encodeFlatbuffer,
  floats,
  i32,
  i8,
  ints,
  list,
  longs,
  ref,
  table,
  text,
  u32,
  u8,
} from './flatbuffer';

const tensorTypes = { float32: 0, float16: 1, int32: 2, int8: 9 } as const;
export type TensorType = keyof typeof tensorTypes;

/** value = scale · (number - zero), one pair for all numbers, or a scale for every place along `axis`. */
export interface Quantization {
  readonly scales: readonly number[];
  readonly zeros: readonly number[];
  readonly axis?: number;
}

/** Options of an operator: the number in the union BuiltinOptions and the fields. */
export type Options = readonly [type: number, ...fields: readonly Field[]];

export interface Signature {
  readonly name: string;
  readonly tensor: number;
}

/** Numbers in memory begin at multiples of this, as the schema demands of buffers. */
const alignment = 16;

export class TfliteModel {
  private readonly tensors: Item[] = [];
  private readonly buffers: Item[] = [table()];
  private readonly codes = new Map<string, number>();
  private readonly codeItems: Item[] = [];
  private readonly operators: Item[] = [];
  /** Names of tensors that were used. */
  private readonly taken = new Set<string>();

  /** `names` of layers by the identifiers that tensors' names begin with. */
  constructor(private readonly names: ReadonlyMap<string, string>) {}

  /** The name with the layer's own in place of its identifier. */
  private exactly(name: string): string {
    const cut = name.indexOf('/');
    const exact = cut < 0 ? undefined : this.names.get(name.slice(0, cut));
    return exact === undefined ? name : `${exact}${name.slice(cut)}`;
  }

  private buffer(data: Uint8Array): number {
    this.buffers.push(table(ref(0, bytes(data, alignment))));
    return this.buffers.length - 1;
  }

  /** A tensor's number. Sizes that are known only at run time are null and stand as 1 until the input is resized. */
  tensor(
    name: string,
    shape: readonly (number | null)[],
    type: TensorType,
    more: { readonly data?: Uint8Array; readonly quantization?: Quantization } = {},
  ): number {
    const { data, quantization } = more;
    const wanted = this.exactly(name);
    let free = wanted;
    for (let n = 2; this.taken.has(free); n++) free = `${wanted}_${n}`;
    this.taken.add(free);
    this.tensors.push(
      table(
        ref(0, ints(shape.map((size) => size ?? 1))),
        i8(1, tensorTypes[type]),
        u32(2, data === undefined ? 0 : this.buffer(data)),
        ref(3, text(free)),
        ...(quantization === undefined
          ? []
          : [
              ref(
                4,
                table(
                  ref(2, floats(quantization.scales)),
                  ref(3, longs(quantization.zeros)),
                  i32(6, quantization.axis ?? 0),
                ),
              ),
            ]),
        ...(shape.includes(null) ? [ref(7, ints(shape.map((size) => size ?? -1)))] : []),
        bool(8, true),
      ),
    );
    return this.tensors.length - 1;
  }

  /** Inputs of -1 are left out. */
  operator(
    code: number,
    version: number,
    inputs: readonly number[],
    outputs: readonly number[],
    options?: Options,
  ): void {
    const key = `${code}:${version}`;
    const index = this.codes.get(key) ?? this.codes.size;
    if (!this.codes.has(key)) {
      this.codes.set(key, index);
      // The old field holds what fits into it; 127 sends readers to the new one.
      this.codeItems.push(table(i8(0, Math.min(code, 127)), i32(2, version), i32(3, code)));
    }
    this.operators.push(
      table(
        u32(0, index),
        ref(1, ints(inputs)),
        ref(2, ints(outputs)),
        ...(options === undefined ? [] : [u8(3, options[0]), ref(4, table(...(options.slice(1) as Field[])))]),
      ),
    );
  }

  /** The file's bytes; metadata in the order given. */
  encode(
    inputs: readonly Signature[],
    outputs: readonly Signature[],
    metadata: readonly (readonly [name: string, value: string])[],
  ): Uint8Array<ArrayBuffer> {
    const entries = metadata.map(([name, value]) => table(ref(0, text(name)), u32(1, this.buffer(utf8(value)))));
    const ports = (all: readonly Signature[]) =>
      list(all.map(({ name, tensor }) => table(ref(0, text(name)), u32(1, tensor))));
    const graph = table(
      ref(0, list(this.tensors)),
      ref(1, ints(inputs.map(({ tensor }) => tensor))),
      ref(2, ints(outputs.map(({ tensor }) => tensor))),
      ref(3, list(this.operators)),
      ref(4, text('main')),
    );
    return encodeFlatbuffer(
      table(
        u32(0, 3),
        ref(1, list(this.codeItems)),
        ref(2, list([graph])),
        ref(3, text('Layerloom')),
        ref(4, list(this.buffers)),
        ref(6, list(entries)),
        ref(
          7,
          list([table(ref(0, ports(inputs)), ref(1, ports(outputs)), ref(2, text('serving_default')), u32(4, 0))]),
        ),
      ),
      'TFL3',
    );
  }
}
