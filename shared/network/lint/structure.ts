// Rules about the graph's structure: ends, dead ends, names.
import { objectionToLayerName } from '../../names';
import type { Problem } from '../../result';
import { edgesOutOf, reachable } from '../graph';
import type { LintInput, LintRule } from './rule';

const ofRole = (input: LintInput, role: 'input' | 'output') =>
  input.document.network.nodes.filter((node) => input.layer(node.kind)?.role === role);

const needsInput: LintRule = {
  id: 'structure.noInput',
  reason: 'Data enters a network through an Input layer; without one there is nothing to learn from.',
  check: (input) =>
    ofRole(input, 'input').length > 0
      ? []
      : [
          {
            code: 'structure.noInput',
            severity: 'error',
            message: 'The network has no Input. Add one: it is where the data comes in.',
            fixes: [{ type: 'addLayer', title: 'Add an Input', kind: 'input' }],
          },
        ],
};

const needsOutput: LintRule = {
  id: 'structure.noOutput',
  reason: 'An Output marks what the network predicts, so that its error can be measured.',
  check: (input) =>
    ofRole(input, 'output').length > 0
      ? []
      : [
          {
            code: 'structure.noOutput',
            severity: 'error',
            message: 'The network has no Output. Add one after the last layer: it marks what is predicted.',
            fixes: [{ type: 'addLayer', title: 'Add an Output', kind: 'output' }],
          },
        ],
};

const deadEnd: LintRule = {
  id: 'structure.deadEnd',
  reason: 'A layer whose result goes nowhere is computed for nothing and never learns.',
  check: (input) =>
    input.document.network.nodes.flatMap((node): Problem[] => {
      const definition = input.layer(node.kind);
      // A layer that is not wired at all is told so by what it lacks at its left side.
      const isLoose = definition !== undefined && definition.inputs.length > 0 && !input.wiring.incoming.has(node.id);
      if (!definition || definition.role === 'output' || isLoose || edgesOutOf(input.wiring, node.id).length > 0)
        return [];
      return [
        {
          code: 'structure.deadEnd',
          severity: 'warning',
          node: node.id,
          message: `Nothing reads what "${node.name}" gives, so it will not be trained. Wire it to the next layer, or remove it.`,
          fixes: [{ type: 'removeNode', title: `Remove ${node.name}` }],
        },
      ];
    }),
};

const cutOff: LintRule = {
  id: 'structure.cutOff',
  reason: 'Every Output must be reached from an Input, or it has no data to predict from.',
  check: (input) => {
    const inputs = ofRole(input, 'input').map((node) => node.id);
    if (inputs.length === 0) return [];
    const reached = reachable(input.wiring, inputs, 'forward');
    return ofRole(input, 'output').flatMap((node): Problem[] =>
      reached.has(node.id) || (input.wiring.incoming.get(node.id)?.length ?? 0) === 0
        ? []
        : [
            {
              code: 'structure.cutOff',
              severity: 'error',
              node: node.id,
              message: `No wire leads from an Input to "${node.name}". Connect the chain of layers before it to an Input.`,
            },
          ],
    );
  },
};

const names: LintRule = {
  id: 'structure.names',
  reason: 'Exports and weights are stored under the layers’ names, so each must be different.',
  check: (input) => {
    const seen = new Set<string>();
    return input.document.network.nodes.flatMap((node): Problem[] => {
      const objection = objectionToLayerName(node.name);
      if (objection !== null)
        return [
          {
            code: 'structure.names',
            severity: 'error',
            node: node.id,
            message: `"${node.name}" cannot be a layer's name. ${objection} Rename the layer.`,
          },
        ];
      if (!seen.has(node.name)) return (seen.add(node.name), []);
      return [
        {
          code: 'structure.names',
          severity: 'error',
          node: node.id,
          message: `Two layers are called "${node.name}". Rename one of them.`,
        },
      ];
    });
  },
};

export const structureRules: readonly LintRule[] = [needsInput, needsOutput, cutOff, deadEnd, names];
