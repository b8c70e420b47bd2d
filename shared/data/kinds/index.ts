// Every data kind, in the order in which they are offered.
import type { DataKindDefinition } from './kind';
import { audio } from './audio';
import { boxes } from './boxes';
import { images } from './images';
import { pairs } from './pairs';
import { masks } from './masks';
import { series } from './series';
import { table } from './table';
import { tags } from './tags';
import { text } from './text';
import { video } from './video';

export const dataKinds: readonly DataKindDefinition[] = [
  table,
  images,
  masks,
  boxes,
  text,
  tags,
  series,
  audio,
  video,
  pairs,
];

/** Extensions of every file that holds data, with their dot, each once. */
export const dataExtensions: readonly string[] = [...new Set(dataKinds.flatMap((kind) => kind.extensions))];

/** The kind with that id, or undefined. */
export function findDataKind(id: string): DataKindDefinition | undefined {
  return dataKinds.find((kind) => kind.id === id);
}

export type { DataKindDefinition } from './kind';
