// The list of all layers, in the order of the palette. A new layer is one file and one line here.
import { activation } from './activation';
import { conv2d } from './conv2d';
import { dense } from './dense';
import { dropout } from './dropout';
import { flatten } from './flatten';
import { input } from './input';
import type { LayerDefinition } from './layer';
import { maxPooling2d } from './maxPooling2d';
import { output } from './output';
import { searchIn } from './search';

export { families } from './families';
export type { FamilyDefinition } from './families';

export const layers: readonly LayerDefinition[] = [
  input,
  output,
  dense,
  conv2d,
  maxPooling2d,
  dropout,
  activation,
  flatten,
];

const byKind: ReadonlyMap<string, LayerDefinition> = new Map(layers.map((layer) => [layer.kind, layer]));

/** The definition of a kind; undefined for a kind that this version does not know. */
export function findLayer(kind: string): LayerDefinition | undefined {
  return byKind.get(kind);
}

/** Layers that match what a person typed, the best first; see `searchIn`. */
export function searchLayers(query: string): readonly LayerDefinition[] {
  return searchIn(layers, query);
}
