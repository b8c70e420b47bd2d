// Definitions name their icon in words; here the name becomes a picture. All of lucide is bundled (about 0.5 MB), so that
// a new definition needs no second place to be named in.
import { Box, icons, type LucideIcon } from 'lucide-react';

const known: { readonly [name: string]: LucideIcon | undefined } = icons;

/** The icon of a definition; a box where lucide does not know the name. */
export function Icon({ name, size = 16 }: { readonly name: string; readonly size?: number }) {
  const Picture = known[name] ?? Box;
  return <Picture size={size} strokeWidth={1.75} aria-hidden />;
}

/** Whether there is an icon of that name (held by a test over all definitions). */
export function hasIcon(name: string): boolean {
  return known[name] !== undefined;
}
