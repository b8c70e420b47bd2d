// A sample that the predict screen is to open with, taken once: the way from a mistake to a closer look.
import type { Part } from '../../shared/data/config';

export const askedSample: { current: { readonly part: Part; readonly position: number } | null } = { current: null };
