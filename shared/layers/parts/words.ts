// Words for a node's one line and for messages.
import { findActivation } from '../../choices/activations';

/** "32 filters · 3×3 · ReLU": the remarkable parts only. */
export function line(...parts: readonly (string | false | null | undefined)[]): string {
  return parts.filter((part): part is string => typeof part === 'string' && part !== '').join(' · ');
}

/** "1 unit", "32 units". */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

export function times(sizes: readonly number[]): string {
  return sizes.join('×');
}

/** The activation's title, or nothing for none. */
export function activationWord(id: string): string | null {
  return id === 'linear' ? null : (findActivation(id)?.title ?? id);
}

/** "step 2" where any stride is not 1. */
export function strideWord(strides: readonly number[]): string | null {
  return strides.some((stride) => stride !== 1) ? `step ${sameOr(strides)}` : null;
}

export function dilationWord(dilation: readonly number[]): string | null {
  return dilation.some((rate) => rate !== 1) ? `dilation ${sameOr(dilation)}` : null;
}

function sameOr(values: readonly number[]): string {
  return values.every((value) => value === values[0]) ? String(values[0]) : times(values);
}

export function paddingWord(padding: string): string | null {
  return padding === 'same' ? 'keeps size' : padding === 'causal' ? 'past only' : null;
}
