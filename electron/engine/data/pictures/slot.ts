// A picture's place in a file of decoded ones: a check, then the pixels. A slot counts only while its check fits, so one
// that was never or only half written is simply not there: nothing needs to be atomic or in order.

const checkBytes = 4;

/** Length of a slot: whole words, so that the check goes word by word. */
export const slotOf = (bytesEach: number) => checkBytes + 4 * Math.ceil(bytesEach / 4);

/** Never 0, which is what a slot that was never written begins with. The same bytes in another place do not fit. */
function checkOf(slot: Int32Array, index: number): number {
  let hash = Math.imul(index + 1, 0x9e3779b1);
  for (let at = 1; at < slot.length; at++) hash = Math.imul(hash ^ slot[at]!, 0x01000193) ^ (hash >>> 15);
  return (hash ^ (hash >>> 13)) | 1;
}

/** The bytes of a picture's slot. */
export function fillSlot(length: number, index: number, pixels: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(length);
  bytes.set(pixels, checkBytes);
  const words = new Int32Array(bytes.buffer);
  words[0] = checkOf(words, index);
  return bytes;
}

/** The pixels in a slot, as part of the same memory; null where they are not there, or not whole. */
export function pixelsIn(slot: Uint8Array, index: number, bytesEach: number): Uint8Array | null {
  const words = new Int32Array(slot.buffer, slot.byteOffset, slot.length / 4);
  return words[0] === checkOf(words, index) ? slot.subarray(checkBytes, checkBytes + bytesEach) : null;
}
