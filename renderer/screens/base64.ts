// Bytes as text, for messages to the host and for pages.

/** Bytes as base64, in pieces that no argument list is too short for. */
export function toBase64(bytes: Uint8Array | Uint8ClampedArray): string {
  let text = '';
  for (let start = 0; start < bytes.length; start += 0x8000) {
    text += String.fromCharCode(...bytes.subarray(start, start + 0x8000));
  }
  return btoa(text);
}

export function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}
