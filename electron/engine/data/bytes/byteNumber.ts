// Decimal numbers straight from bytes, the same as shared/data/cells.ts reads them from text.
import { parseNumber } from '../../../../shared/data/cells';

const powers = Float64Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));

/**
 * The number that the bytes from `start` to `end` spell; NaN for anything else. No spaces around it. Up to 15 digits and
 * an exponent of at most 22 one division of two exact doubles is correctly rounded (Clinger, 1990); beyond, and for
 * exponents, the text is parsed.
 */
export function parseByteNumber(bytes: Buffer, start: number, end: number, decimal: number): number {
  let at = start;
  let negative = false;
  const first = bytes[at];
  if (first === 0x2d || first === 0x2b) {
    negative = first === 0x2d;
    at++;
  }
  let mantissa = 0;
  let digits = 0;
  let fraction = -1;
  // Nine digits fit into 32 bits, which is faster than doubles; few cells have more.
  let small = 0;
  for (; at < end; at++) {
    const byte = bytes[at]!;
    const digit = byte - 48;
    if (digit >= 0 && digit <= 9) {
      if (digits < 9) small = (small * 10 + digit) | 0;
      else mantissa = (digits === 9 ? small : mantissa) * 10 + digit;
      digits++;
    } else if (byte === decimal && fraction < 0) {
      fraction = digits;
    } else if ((byte === 0x65 || byte === 0x45) && digits > 0) {
      return spelled(bytes, start, end, decimal);
    } else {
      return NaN;
    }
  }
  if (digits <= 9) mantissa = small;
  if (digits === 0) return NaN;
  if (digits > 15) return spelled(bytes, start, end, decimal);
  const value = fraction < 0 ? mantissa : mantissa / powers[digits - fraction]!;
  return negative ? -value : value;
}

function spelled(bytes: Buffer, start: number, end: number, decimal: number): number {
  return parseNumber(bytes.toString('latin1', start, end), decimal === 0x2c ? ',' : '.');
}
