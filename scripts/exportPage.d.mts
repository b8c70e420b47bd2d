import type { Plugin } from 'vite';

/** Serves `virtual:export-page`, the exported page's scripts as text. */
export function exportPage(): Plugin;
