// What C needs to take the raw values of one input: one file for each kind, index.ts has the list.
import type { Value } from '../../rawSample';
import type { FittedInput } from '../../../data/fitted';

/** Parts of plain C that inputs share. */
export type CPart = 'number' | 'table' | 'picture' | 'series';

/** An argument of the example: the text itself, or what the file that it names holds. */
export type CArgument = { readonly text: string } | { readonly file: Uint8Array; readonly extension: 'pam' | 'txt' };

export interface CInput {
  readonly parts: readonly CPart[];
  /** Arrays that the preparation reads. */
  readonly arrays: readonly string[];
  /** The input's member of network_sample, with a comment. */
  readonly member: string;
  /** Statements that write the network's numbers to `x`. */
  prepare(x: string): string;
  /** Of the example: what each argument is, and how it gets into `sample`. */
  readonly takes: readonly string[];
  readonly statics: string;
  /** `from`: the first of its arguments. */
  gather(from: number): string;
  readonly release: string;
  /** A sample's value as the example's arguments. */
  given(value: Value): readonly CArgument[];
}

/** `id` is the input's number, from 1 on; it ends all of its names. */
export type WriteCInput<M extends FittedInput['modality']> = (
  input: Extract<FittedInput, { readonly modality: M }>,
  id: number,
) => CInput;
