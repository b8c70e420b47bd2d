// Runtimes of exported files that the app brings along: other programs' own, as WebAssembly, loaded when first asked for.

export interface GivenNumbers {
  readonly values: Float32Array;
  readonly shape: readonly number[];
  readonly dtype: 'float32' | 'int32';
}

/** A file that such a runtime opened. */
export interface OpenedFile {
  /** "ONNX Runtime 1.30.0", for the verdict. */
  readonly by: string;
  /** Samples that it takes at a time, at most. */
  readonly atOnce: number;
  /** All numbers of each output by its name, for arrays by the name of the input. */
  run(inputs: ReadonlyMap<string, GivenNumbers>): Promise<ReadonlyMap<string, Float32Array>>;
  close(): Promise<void>;
}

/** Throws what the runtime says when it does not take the file. */
export type OpenFile = (bytes: Uint8Array) => Promise<OpenedFile>;

/** Files that are read or imported as modules lie beside the archive in a packaged app. */
export function unpacked(path: string): string {
  return path.replace(/app\.asar(?=[\\/])/u, 'app.asar.unpacked');
}
