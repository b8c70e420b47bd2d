// Every data kind, in the order in which they are offered.
import type { DataKindDefinition } from './kind';
import { images } from './images';
import { table } from './table';

export const dataKinds: readonly DataKindDefinition[] = [table, images];

/** The kind with that id, or undefined. */
export function findDataKind(id: string): DataKindDefinition | undefined {
  return dataKinds.find((kind) => kind.id === id);
}

export type { DataKindDefinition } from './kind';
