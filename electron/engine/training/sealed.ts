// Files of tensors that a run keeps for itself: safetensors with a state in words, and a checksum of both that tells one
// which is whole and our own.
import { createHash } from 'node:crypto';
import { type SafeTensor, readSafetensors, writeSafetensors } from '../../../shared/run/safetensors';

export interface Sealed {
  /** As it was written: the checksum says that we wrote it. */
  readonly state: string;
  readonly tensors: ReadonlyMap<string, SafeTensor>;
}

/** sha256 of a text and of tensors: names, shapes and numbers. */
export function checksum(state: string, tensors: ReadonlyMap<string, SafeTensor>): string {
  const hash = createHash('sha256').update(state);
  for (const [name, { shape, data }] of tensors) {
    hash.update(`\n${name} ${shape.join('x')}\n`);
    hash.update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  }
  return hash.digest('hex');
}

export function writeSealed({ state, tensors }: Sealed): Uint8Array {
  return writeSafetensors(tensors, { state, checksum: checksum(state, tensors) });
}

/** Null where the file is damaged, or not ours. */
export function readSealed(bytes: Uint8Array): Sealed | null {
  const file = readSafetensors(bytes);
  if (!file.ok) return null;
  const { tensors, metadata } = file.value;
  const { state = '', checksum: expected } = metadata;
  return expected === checksum(state, tensors) ? { state, tensors } : null;
}
