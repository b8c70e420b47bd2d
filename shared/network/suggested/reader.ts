// What reads one input of a suggested network, and the words that several of them need.
import type { InputSpec } from '../../data/spec';
import type { NodeId } from '../document';
import type { Draft } from '../draft';

export interface Reading {
  readonly draft: Draft;
  /** The Input layer. */
  readonly from: NodeId;
  readonly input: InputSpec;
  readonly samples: number;
}

/** Adds layers that turn the input into one row of numbers, and gives the last of them. */
export type Reader = (reading: Reading) => NodeId;

export const amount = (count: number) => count.toLocaleString('en-US');

/** The sizes of an input's axes; one that differs from sample to sample counts as 1. */
export const sizesOf = ({ tensor }: InputSpec): readonly number[] => tensor.shape.map((size) => size ?? 1);
