// A smaller network of the same build: hidden layers with half the units or filters. Something for a large network to be
// distilled into (shared/recipes/distillation.ts).
import { findLayer } from '../layers';
import { checkParam } from '../params';
import type { ParamValues } from '../result';
import { analyze } from './analyze';
import type { LayerNode, Network, NodeId, ProjectDocument } from './document';
import { setParams } from './edits';
import { type Wiring, edgesInto, wiringOf } from './graph';
import { sharersOf } from './sharing';

/** Parameters, as Keras calls them, that say how many features a layer gives; of a layer in a layer, the inner one's. */
const widths = ['units', 'filters', 'outputDim'] as const;
/** Layers with fewer stay: half of two or three numbers hardly says anything. */
const least = 4;

/** The parameters with half the width, or as they are where it is small; null where the layer has none. */
function halved(kind: string, params: ParamValues): ParamValues | null {
  const schema = findLayer(kind)?.params ?? {};
  for (const [name, param] of Object.entries(schema)) {
    const value = params[name];
    if (widths.some((width) => width === name) && typeof value === 'number')
      return { [name]: value < least ? value : Math.ceil(value / 2) };
    if (param.type === 'layer' && checkParam(param, value) === null) {
      const inner = value as { readonly kind: string; readonly params: ParamValues };
      const narrower = halved(inner.kind, inner.params);
      return narrower && { [name]: { ...inner, params: { ...inner.params, ...narrower } } };
    }
  }
  return null;
}

/** The nearest layers before these, themselves included, that say how many features reach them. */
function widthsBehind(wiring: Wiring, ids: readonly NodeId[]): readonly NodeId[] {
  const seen = new Set<NodeId>();
  const left = [...ids];
  const found: NodeId[] = [];
  for (let id = left.pop(); id !== undefined; id = left.pop()) {
    const node = wiring.nodes.get(id);
    if (node === undefined || seen.has(id)) continue;
    seen.add(id);
    if (halved(node.kind, node.params) !== null) found.push(id);
    else left.push(...edgesInto(wiring, id).map(({ source }) => source));
  }
  return found;
}

/**
 * The document's network with half the units, filters and embedding sizes in its hidden layers, rounded up. What an Output
 * answers keeps its size, and so do frozen layers, whose weights are meant to stay, and those whose half would not fit:
 * the two sides of a sum of which one cannot change, features in a number of groups. The same network where nothing can
 * be halved.
 */
export function smallerNetwork(document: ProjectDocument): Network {
  const { network } = document;
  const wiring = wiringOf(network);
  const errors = (of: Network) =>
    analyze({ ...document, network: of }).problems.filter(({ severity }) => severity === 'error');
  const known = new Set(errors(network).map(({ node, code }) => `${node} ${code}`));
  const ends = network.nodes.filter(({ kind }) => findLayer(kind)?.role === 'output').map(({ id }) => id);
  const frozen = network.nodes.filter((node) => node.frozen === true).map(({ id }) => id);
  const withSharers = (ids: readonly NodeId[]) => ids.flatMap((id) => sharersOf(network, id));
  const kept = new Set(withSharers([...widthsBehind(wiring, ends), ...frozen]));
  for (;;) {
    const smaller = halvedBut(network, kept);
    const broken = errors(smaller).filter(({ node, code }) => !known.has(`${node} ${code}`));
    if (broken.length === 0) return smaller;
    const blamed = widthsBehind(
      wiring,
      broken.flatMap(({ node }) => node ?? []),
    );
    const more = withSharers(blamed).filter((id) => !kept.has(id));
    if (more.length === 0) return network;
    for (const id of more) kept.add(id);
  }
}

/** The same network where no layer changes. */
function halvedBut(network: Network, kept: ReadonlySet<NodeId>): Network {
  const done = new Set<NodeId>();
  return network.nodes.reduce((current: Network, { id, kind, params }: LayerNode) => {
    const narrower = kept.has(id) || done.has(id) ? null : halved(kind, params);
    if (narrower === null || JSON.stringify({ ...params, ...narrower }) === JSON.stringify(params)) return current;
    for (const sharer of sharersOf(network, id)) done.add(sharer);
    return setParams(current, id, narrower);
  }, network);
}
