// What rules ask about a layer's neighbours and kind.
import { findOptimizer, optimizerValues } from '../../choices/optimizers';
import type { DataSpec, InputSpec } from '../../data/spec';
import { splitCounts } from '../../data/split';
import type { LayerNode, ProjectDocument } from '../document';
import { edgesInto, edgesOutOf } from '../graph';
import type { LintInput } from './rule';

/** The activation a layer ends with, for layers that have such a parameter. */
export function activationOf(node: LayerNode | undefined): string | undefined {
  const activation = node?.params['activation'];
  return typeof activation === 'string' ? activation : undefined;
}

export function numberOf(node: LayerNode, param: string): number | undefined {
  const value = node.params[param];
  return typeof value === 'number' ? value : undefined;
}

/** Whether a layer is of a kind that the pattern names; asked of every layer at every edit, so each kind is matched once. */
function ofKind(pattern: RegExp): (node: LayerNode | undefined) => boolean {
  const known = new Map<string, boolean>();
  return (node) => {
    if (node === undefined) return false;
    const found = known.get(node.kind) ?? pattern.test(node.kind);
    known.set(node.kind, found);
    return found;
  };
}

/** Dense and convolutions: without an activation, two of them in a row are no more than one. */
export const isMixing = ofKind(/^(dense|conv[123]d|conv2dTranspose|depthwiseConv2d|separableConv2d)$/u);

/** Layers that add chance while training and do nothing when predicting. */
export const isNoise = ofKind(/dropout|gaussianNoise/iu);

export const isRecurrent = ofKind(/^(lstm|gru|simpleRnn|convLstm2d|bidirectional)$/u);

export const isPooling = ofKind(/^(max|average)Pooling[123]d$/u);

export function familyOf(input: LintInput, node: LayerNode | undefined): string | undefined {
  return node === undefined ? undefined : input.layer(node.kind)?.family;
}

export function roleOf(input: LintInput, node: LayerNode): string | undefined {
  return input.layer(node.kind)?.role;
}

/** The layers that read this one's result. */
export function readersOf(input: LintInput, node: LayerNode): readonly LayerNode[] {
  return edgesOutOf(input.wiring, node.id).flatMap((edge) => input.wiring.nodes.get(edge.target) ?? []);
}

/** The one layer that reads this one's result; undefined when none or several do. */
export function onlyReader(input: LintInput, node: LayerNode): LayerNode | undefined {
  const edges = edgesOutOf(input.wiring, node.id);
  return edges.length === 1 ? input.wiring.nodes.get(edges[0]!.target) : undefined;
}

/** The one layer that feeds this one; undefined when none or several do. */
export function onlyFeeder(input: LintInput, node: LayerNode): LayerNode | undefined {
  const edges = edgesInto(input.wiring, node.id);
  return edges.length === 1 ? input.wiring.nodes.get(edges[0]!.source) : undefined;
}

/** The data's input that an Input layer reads. */
export function sourceOf(
  data: DataSpec | null,
  node: LayerNode,
): { readonly name: string; readonly spec: InputSpec } | null {
  if (data === null) return null;
  const given = String(node.params['source'] ?? '');
  const name = given === '' ? Object.keys(data.inputs)[0] : given;
  const spec = name === undefined ? undefined : data.inputs[name];
  return name === undefined || spec === undefined ? null : { name, spec };
}

/** Samples of the training and the validation part; null before data is chosen. */
export function samplesOf({
  document,
  data,
}: LintInput): { readonly train: number; readonly validation: number } | null {
  return document.data === null || data === null ? null : splitCounts(data.sampleCount, document.data.split);
}

export function trainableCount(input: LintInput): number {
  let total = 0;
  for (const { trainable } of input.parameters.values()) total += trainable;
  return total;
}

/** The learning rate that the optimizer works with. */
export function rateOf({ training }: ProjectDocument): number | undefined {
  const optimizer = findOptimizer(training.optimizer);
  const rate = optimizer && optimizerValues(optimizer, training.optimizerParams)['learningRate'];
  return typeof rate === 'number' ? rate : undefined;
}
