/** What docs/export-matrix.md says of a sample project, by the id of the format. */
export interface MatrixRow {
  readonly cells: Map<string, string>;
  /** Why a file could not be written or run. */
  readonly reasons: Map<string, string>;
}
/** By the id of the sample. */
export function readMatrix(): Map<string, MatrixRow>;
export function writeMatrix(
  table: ReadonlyMap<string, MatrixRow>,
  formats: readonly string[],
  samples: readonly { readonly id: string }[],
): Promise<void>;
