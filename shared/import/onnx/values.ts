// What the tensors of a graph are while it is read: views of layers, or numbers that are known.
import type { Constant } from './constant';
import type { OnnxFile } from './file';
import type { Value } from './step';

/** Weights of so few numbers are not worth a word where several layers read them. */
const fewNumbers = 16;

export class Values {
  private readonly known = new Map<string, Value | null>();
  private readonly arrays = new Map<string, Constant>();
  private readonly views = new Map<string, string[]>();
  private readonly timesRead = new Map<string, number>();

  constructor(private readonly file: Pick<OnnxFile, 'initializers'>) {}

  keep(tensor: string, value: Value | null): void {
    this.known.set(tensor, value);
    if (value?.is !== 'flow') return;
    const names = this.views.get(value.at);
    if (names === undefined) this.views.set(value.at, [tensor]);
    else names.push(tensor);
  }

  /** What an earlier node or an input made of it; undefined for the file's own arrays. */
  at(tensor: string): Value | null | undefined {
    return this.known.get(tensor);
  }

  /** The same, or the file's array, which is read once; null where there is neither. */
  of(tensor: string): Value | null {
    if (tensor === '') return null;
    const known = this.known.get(tensor);
    if (known !== undefined) return known;
    const read = this.file.initializers.get(tensor);
    if (read === undefined) return null;
    const array = this.arrays.get(tensor) ?? read();
    this.arrays.set(tensor, array);
    return array;
  }

  /** Tensors that are views of this layer's result. */
  viewsOf(at: string): readonly string[] {
    return this.views.get(at) ?? [];
  }

  /** Counts the file's arrays among what a layer reads. */
  countWeights(tensors: readonly string[]): void {
    for (const tensor of tensors)
      if (this.file.initializers.has(tensor) && this.arrays.get(tensor)!.values.length > fewNumbers)
        this.timesRead.set(tensor, (this.timesRead.get(tensor) ?? 0) + 1);
  }

  /** The file's arrays that several layers read, with how many do. */
  weightsReadOften(): readonly (readonly [name: string, times: number])[] {
    return [...this.timesRead].filter(([, times]) => times > 1);
  }
}
