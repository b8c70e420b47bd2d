// Colours that tell classes apart, from the tokens; each goes with a name or a label, never alone.
const tokens = [
  'core',
  'activation',
  'convolution',
  'recurrent',
  'merge',
  'pooling',
  'shape',
  'preprocessing',
  'attention',
  'io',
] as const;

/** More classes than this share colours: the rest is grey. */
export const mostColours = tokens.length;

/** The name of the token: `var(--family-core)` is its value. */
export function classToken(place: number): string {
  return place >= 0 && place < tokens.length ? `--family-${tokens[place]!}` : '--ink-faint';
}
