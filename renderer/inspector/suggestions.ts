// Names from the data that a text parameter may be filled with. By convention a parameter called `source` on a layer of
// role input names one of the data's inputs, and `target` on a layer of role output one of its targets: the definitions
// are pure and know no data set, so that the two meet here and nowhere else.
import type { DataSpec } from '../../shared/data/spec';
import type { LayerDefinition } from '../../shared/layers/layer';

export function suggestionsFor(role: LayerDefinition['role'], param: string, data: DataSpec | null): readonly string[] {
  if (data === null) return [];
  if (role === 'input' && param === 'source') return Object.keys(data.inputs);
  if (role === 'output' && param === 'target') return Object.keys(data.targets);
  return [];
}
