// Characters of a person's data that cannot be seen, or that would rearrange what stands beside them, as signs that can.

/**
 * Controls, directions that reach beyond their text, signs without width and halves of pairs, in a row where they are the
 * same; joiners only where they join nothing; marks above and below letters beyond what any script piles up. Blanks, tabs
 * and line ends, which every reader knows, stay.
 */
const hidden =
  /(\r(?!\n)|(?![\t\n\r])[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u180e\u200b\u202a-\u202e\u2060-\u2069\ufeff])\1*|([\u200c\u200d])\2+|(?<=\p{M}{8})(\p{M})\3*/gu;

/** As programs write it: \x00, \u202e. */
function escapeOf(sign: string): string {
  const code = sign.codePointAt(0)!.toString(16);
  return code.length <= 2 ? `\\x${code.padStart(2, '0')}` : `\\u${code.padStart(4, '0')}`;
}

/** How often a sign may be repeated in full. */
const mostRepeated = 3;

/** The text with an escape for everything in it that cannot be seen; of many in a row one, and how many. */
export function visibleText(text: string): string {
  return text.replace(hidden, (run: string) => {
    const [sign = ''] = run;
    const count = run.length / sign.length;
    return count <= mostRepeated ? escapeOf(sign).repeat(count) : `${escapeOf(sign)}×${count}`;
  });
}
