// Text from anywhere, such as a file's name or what a parser says of its bytes, made fit to stand in a message.

/** Control characters, what changes the direction of writing, and what stands for bytes that are no text. */
// eslint-disable-next-line no-control-regex -- they are what is looked for
const unprintable = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufffd]/gu;

/** The text with those as \xNN or \uNNNN, at most `most` characters of it. */
export function printable(text: string, most = 200): string {
  const shown = text.replace(unprintable, (character) => {
    const code = character.charCodeAt(0);
    return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
  });
  return shown.length > most ? `${shown.slice(0, most)}…` : shown;
}

/** The same as a sentence: with a full stop unless it ends with one. */
export function asSentence(text: string): string {
  const shown = printable(text).trimEnd();
  return /[.!?]$/u.test(shown) ? shown : `${shown}.`;
}
