// The order in which Keras lists a functional model's layers, by which it numbers their weights in its files: those
// farthest from the outputs first, and of equally far ones as a walk back from the outputs meets them. Source: map_graph
// of keras/src/ops/function.py (Keras 3.15).
import type { KerasNetwork, KerasPlace } from './kerasNodes';

/** The same network with its nodes in Keras' order. */
export function inKerasOrder(network: KerasNetwork): KerasNetwork {
  const byName = new Map(network.nodes.map((node) => [node.name, node]));
  const keyOf = ([name, call]: KerasPlace) => `${call}/${name}`;
  const inputsOf = ([name, call]: KerasPlace): readonly KerasPlace[] => {
    const node = byName.get(name)!;
    return call === 0 ? node.inputs : node.again[call - 1]!.inputs;
  };
  // Several outputs are a dictionary, which Keras walks in the order of its sorted keys.
  const outputs = [...network.outputs].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  const met = new Map<string, number>();
  const begun = new Set<string>();
  const finished: KerasPlace[] = [];
  // A walk with a list of its own: networks may be deeper than calls can be nested.
  for (const { node: output } of outputs) {
    const open: { readonly place: KerasPlace; next: number }[] = [];
    const enter = (place: KerasPlace) => {
      if (begun.has(keyOf(place))) return;
      begun.add(keyOf(place));
      if (!met.has(place[0])) met.set(place[0], met.size);
      open.push({ place, next: 0 });
    };
    enter(output);
    while (open.length > 0) {
      const top = open[open.length - 1]!;
      const given = inputsOf(top.place);
      if (top.next < given.length) enter(given[top.next++]!);
      else {
        finished.push(top.place);
        open.pop();
      }
    }
  }
  const depths = new Map<string, number>();
  const layerDepths = new Map<string, number>();
  for (const place of finished.reverse()) {
    const depth = Math.max(depths.get(keyOf(place)) ?? 0, layerDepths.get(place[0]) ?? 0);
    layerDepths.set(place[0], depth);
    for (const input of inputsOf(place)) depths.set(keyOf(input), Math.max(depth + 1, depths.get(keyOf(input)) ?? 0));
  }
  const nodes = [...network.nodes].sort(
    (a, b) =>
      (layerDepths.get(b.name) ?? 0) - (layerDepths.get(a.name) ?? 0) ||
      (met.get(a.name) ?? -1) - (met.get(b.name) ?? -1),
  );
  return { ...network, nodes };
}
