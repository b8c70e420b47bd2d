// The project's document: what is saved, undone and compiled. Facts only: no shapes, no sizes, no selection.
import type { ParamValues } from '../result';
import type { DataConfig } from '../data/config';
import type { TrainingConfig } from '../run/training';

export type NodeId = string;
export type EdgeId = string;
export type BlockId = string;

/** One layer on the canvas. */
export interface LayerNode {
  readonly id: NodeId;
  /** A definition's kind in shared/layers. */
  readonly kind: string;
  /** The name people and exports use; unique in the network, any text that shared/names.ts takes for a name. */
  readonly name: string;
  readonly params: ParamValues;
  /** Top left corner on the canvas, in canvas pixels. */
  readonly position: { readonly x: number; readonly y: number };
  /** The reader's own note on this layer. */
  readonly note?: string;
  /** The innermost block that the layer is in. */
  readonly block?: BlockId;
  /** Its weights stay as they are while the network trains. */
  readonly frozen?: true;
  /** The layer whose weights it uses; both are of one kind and have the same settings. See sharing.ts. */
  readonly shares?: NodeId;
}

/** Layers that belong together under a name; which they are, they say themselves. See blocks.ts. */
export interface Block {
  readonly id: BlockId;
  readonly name: string;
  /** How often it stands in a row, from 1: each repetition reads the one before and has weights of its own. */
  readonly repeat: number;
  /** The block that this one is in. */
  readonly parent?: BlockId;
}

/** A wire from a layer's output to a named input port. Wires into a `many` port keep the order of this list. */
export interface Edge {
  readonly id: EdgeId;
  readonly source: NodeId;
  readonly target: NodeId;
  readonly port: string;
}

export interface Network {
  readonly nodes: readonly LayerNode[];
  readonly edges: readonly Edge[];
  /** Absent where there are none. */
  readonly blocks?: readonly Block[];
}

/** Which way the network flows on the canvas: ports stand on the sides, or above and below. */
export type Direction = 'right' | 'down';

export const documentFormat = 1;

export interface ProjectDocument {
  readonly format: typeof documentFormat;
  readonly id: string;
  readonly name: string;
  readonly network: Network;
  /** Null until data is chosen. */
  readonly data: DataConfig | null;
  readonly training: TrainingConfig;
  readonly notes: string;
  /** How the network is looked at; what is missing is as usual: from left to right. */
  readonly view?: { readonly direction: Direction };
}
