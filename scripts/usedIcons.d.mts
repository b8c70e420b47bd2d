import type { Plugin } from 'vite';

/** Serves `virtual:used-icons`, the icons that the sources name. */
export function usedIcons(): Plugin;
