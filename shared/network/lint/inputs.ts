// Rules about what the network does with what comes in: codes of words are looked up, not weighed.
import type { InputSpec } from '../../data/spec';
import type { Problem } from '../../result';
import type { LayerNode } from '../document';
import { edgesOutOf } from '../graph';
import type { LintInput, LintRule } from './rule';

/** Layers that read an input of codes directly, with what the data says of it. */
function readersOfCodes(input: LintInput): readonly { readonly node: LayerNode; readonly codes: number }[] {
  const { data } = input;
  if (data === null || !Object.values(data.inputs).some((entry) => entry.codes !== undefined)) return [];
  return input.document.network.nodes.flatMap((node) => {
    if (input.layer(node.kind)?.role !== 'input') return [];
    const source = node.params['source'];
    const found: InputSpec | undefined =
      typeof source === 'string' && source !== '' ? data.inputs[source] : Object.values(data.inputs)[0];
    if (found?.codes === undefined) return [];
    const codes = found.codes;
    return edgesOutOf(input.wiring, node.id).flatMap((edge) => {
      const reader = input.wiring.nodes.get(edge.target);
      return reader === undefined ? [] : [{ node: reader, codes }];
    });
  });
}

/** The parameter by which a layer says how many codes it knows. */
function rowsOf(input: LintInput, node: LayerNode): number | undefined {
  if (input.layer(node.kind)?.params['inputDim']?.type !== 'int') return undefined;
  const rows = node.params['inputDim'];
  return typeof rows === 'number' ? rows : undefined;
}

const tooFewCodes: LintRule = {
  id: 'input.codes',
  reason: 'A layer that looks codes up needs a row for each of them; a code beyond its last row cannot be looked up.',
  check: (input) =>
    readersOfCodes(input).flatMap(({ node, codes }): Problem[] => {
      const rows = rowsOf(input, node);
      if (rows === undefined || rows >= codes) return [];
      return [
        {
          code: 'input.codes',
          severity: 'error',
          node: node.id,
          param: 'inputDim',
          message: `The data has up to ${codes.toLocaleString('en-US')} different codes (padding and unknown included), but "${node.name}" has rows for ${rows.toLocaleString('en-US')}. Give it ${codes.toLocaleString('en-US')}, or make the vocabulary smaller.`,
          fixes: [
            {
              type: 'setParams',
              title: `Set it to ${codes.toLocaleString('en-US')}`,
              node: node.id,
              params: { inputDim: codes },
            },
            { type: 'goTo', title: 'Open the data step', step: 'data' },
          ],
        },
      ];
    }),
};

export const inputRules: readonly LintRule[] = [tooFewCodes];
