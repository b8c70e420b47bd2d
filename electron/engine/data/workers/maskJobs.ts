// Mask files: the values they hold for the first look, class codes at the network's size for training.
import type { Framing } from '../../../../shared/data/framing';
import { type MaskForm, type MaskValues, resizeCodes } from '../../../../shared/data/masks';
import { readMask } from '../pictures/pngValues';
import { type Job, asBuffer } from './job';

export interface MaskLook {
  readonly form: MaskForm;
  readonly width: number;
  readonly height: number;
  /** How many pixels have each value; of a mask with more values than a mask can have the first ones. */
  readonly counts: ReadonlyMap<number, number>;
}

/** Class codes are bytes; one more is needed for pixels that do not count. */
export const mostMaskValues = 255;

/** Runs of one value are the rule, so they are counted as runs. */
export function lookAtMask({ form, width, height, values }: MaskValues): MaskLook {
  const counts = new Map<number, number>();
  let start = 0;
  for (let i = 1; i <= values.length && counts.size <= mostMaskValues; i++) {
    if (i < values.length && values[i] === values[start]) continue;
    const value = values[start]!;
    counts.set(value, (counts.get(value) ?? 0) + i - start);
    start = i;
  }
  return { form, width, height, counts };
}

export interface CodesWanted {
  readonly form: MaskForm;
  /** The code of each value. */
  readonly codes: ReadonlyMap<number, number>;
  readonly width: number;
  readonly height: number;
  readonly framing: Framing;
  /** The code of what lies beyond the mask. */
  readonly beyond: number;
}

export interface SizedCodes {
  /** [height, width] in the size that was asked for. */
  readonly codes: Uint8Array;
  /** The mask's own size. */
  readonly width: number;
  readonly height: number;
}

/** Throws an Error that says in a sentence why a mask does not fit what was asked for. */
export function codesOfMask(mask: MaskValues, wanted: CodesWanted): SizedCodes {
  if (mask.form !== wanted.form) throw new Error('It is of another form than when the data was read.');
  const codes = new Uint8Array(mask.values.length);
  for (let i = 0; i < codes.length; i++) {
    const code = wanted.codes.get(mask.values[i]!);
    if (code === undefined)
      throw new Error(`It holds the value ${mask.values[i]}, which no mask had when the data was read.`);
    codes[i] = code;
  }
  const { width, height } = mask;
  return { codes: resizeCodes(codes, mask, wanted), width, height };
}

export const maskLookJob: Job<{ readonly bytes: Uint8Array }, MaskLook> = {
  run: async ({ bytes }) => lookAtMask(await readMask(asBuffer(bytes))),
};

export const maskCodesJob: Job<CodesWanted & { readonly bytes: Uint8Array }, SizedCodes> = {
  run: async ({ bytes, ...wanted }) => codesOfMask(await readMask(asBuffer(bytes)), wanted),
  transfer: ({ codes }) => [codes.buffer as ArrayBuffer],
};
