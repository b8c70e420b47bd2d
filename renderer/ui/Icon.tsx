// Definitions name their icon in words; here the name becomes a picture. Which are bundled is read out of the sources
// (scripts/usedIcons.mjs), so that a new definition needs no second place to be named in.
// oxlint-disable-next-line typescript/triple-slash-reference -- declares a module that the build makes
/// <reference path="./usedIcons.d.ts" />
import { Box, type LucideIcon } from 'lucide-react';
import * as icons from 'virtual:used-icons';

const known: { readonly [name: string]: LucideIcon | undefined } = icons;

/** The icon of a definition; a box where there is none of that name. */
export function Icon({ name, size = 16 }: { readonly name: string; readonly size?: number }) {
  const Picture = known[name] ?? Box;
  return <Picture size={size} strokeWidth={1.75} aria-hidden />;
}

/** Whether there is an icon of that name (held by a test over all definitions). */
export function hasIcon(name: string): boolean {
  return known[name] !== undefined;
}
