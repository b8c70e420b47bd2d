// A network that an import puts together layer by layer: every layer is checked by its own definition, its weights by
// their shapes, and what no one reads in the end is left out.
import type { ExportWeight } from '../export/format';
import { findLayer } from '../layers';
import type { LayerContext } from '../layers/layer';
import type { Edge, LayerNode, Network } from '../network/document';
import { createNames } from '../names';
import { columnStep } from '../network/edits';
import { checkParams, defaultsOf } from '../params';
import type { ParamValues } from '../result';
import type { TensorSpec } from '../shape';
import { CannotImport, mostLayers } from './model';

interface Layer {
  readonly id: string;
  readonly kind: string;
  readonly name: string;
  params: ParamValues;
  readonly inputs: readonly string[];
  spec: TensorSpec;
  weights: ReadonlyMap<string, ExportWeight>;
}

export interface NewLayer {
  readonly kind: string;
  /** As the file has it; changed where a network cannot hold it or has it already. */
  readonly name: string;
  readonly params: ParamValues;
  readonly inputs: readonly string[];
  /** By the definition's own names. */
  readonly weights?: { readonly [name: string]: ExportWeight };
  /** The place in the file, for messages. */
  readonly where: string;
}

const context: LayerContext = { data: null, layer: findLayer };
const rowHeight = 170;

export class NetworkBuilder {
  private readonly layers = new Map<string, Layer>();
  private readonly nameFor = createNames();
  private readonly read = new Set<string>();

  /** The new layer's id. Throws CannotImport where the layer cannot stand. */
  add({ kind, name, params: given, inputs, weights = {}, where }: NewLayer): string {
    const definition = findLayer(kind)!;
    if (this.layers.size >= mostLayers)
      throw new CannotImport('import.size', `The model has more than ${mostLayers} layers, which cannot be shown.`);
    const params = { ...(defaultsOf(definition.params) as ParamValues), ...given };
    const objection = checkParams(definition.params, params);
    if (objection !== null)
      throw new CannotImport('import.setting', `${where} (${definition.title} here): ${objection.message}`);
    const specs = inputs.map((id) => this.spec(id));
    const shape = definition.inferShape(specs, params as never, context);
    if (!shape.ok) throw new CannotImport('import.shape', `${where} cannot stand here: ${shape.problem.message}`);
    const id = `n${this.layers.size + 1}`;
    const layer: Layer = {
      id,
      kind,
      name: this.nameFor(name),
      params,
      inputs,
      spec: shape.value,
      weights: new Map(Object.entries(weights)),
    };
    this.check(layer, where);
    this.layers.set(id, layer);
    for (const input of inputs) this.read.add(input);
    return id;
  }

  private check(layer: Layer, where: string): void {
    const definition = findLayer(layer.kind)!;
    const specs = layer.inputs.map((id) => this.spec(id));
    for (const { name, shape } of definition.weights(specs, layer.params as never, context)) {
      const found = layer.weights.get(name);
      if (found === undefined || found.shape.join() !== shape.join())
        throw new CannotImport(
          'import.weights',
          `${where}: its ${name} must have the shape [${shape.join(', ')}] here; the file has ${found === undefined ? 'none' : `[${found.shape.join(', ')}]`}.`,
        );
    }
  }

  spec(id: string): TensorSpec {
    return this.layers.get(id)!.spec;
  }
  kind(id: string): string {
    return this.layers.get(id)!.kind;
  }
  params(id: string): ParamValues {
    return this.layers.get(id)!.params;
  }
  inputs(id: string): readonly string[] {
    return this.layers.get(id)!.inputs;
  }
  weights(id: string): ReadonlyMap<string, ExportWeight> {
    return this.layers.get(id)!.weights;
  }
  isRead(id: string): boolean {
    return this.read.has(id);
  }

  /** Other settings and more weights for a layer that keeps its shape. */
  change(id: string, params: ParamValues, weights: { readonly [name: string]: ExportWeight }, where: string): void {
    const layer = this.layers.get(id)!;
    layer.params = { ...layer.params, ...params };
    layer.weights = new Map([...layer.weights, ...Object.entries(weights)]);
    this.check(layer, where);
  }

  /** What the given ends read, in order, with its weights. Inputs stay even where no one reads them. */
  finish(ends: readonly string[]): {
    readonly network: Network;
    readonly weights: ReadonlyMap<string, ExportWeight>;
  } {
    const wanted = new Set<string>();
    const open = [...ends, ...[...this.layers.values()].filter(({ kind }) => kind === 'input').map(({ id }) => id)];
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
      if (wanted.has(id)) continue;
      wanted.add(id);
      open.push(...this.layers.get(id)!.inputs);
    }
    const column = new Map<string, number>();
    const rows = new Map<number, number>();
    const nodes: LayerNode[] = [];
    const edges: Edge[] = [];
    const weights = new Map<string, ExportWeight>();
    for (const layer of this.layers.values()) {
      const { id, kind, name, params, inputs } = layer;
      if (!wanted.has(id)) continue;
      const x = inputs.reduce((most, input) => Math.max(most, column.get(input)! + 1), 0);
      column.set(id, x);
      const row = rows.get(x) ?? 0;
      rows.set(x, row + 1);
      nodes.push({ id, kind, name, params, position: { x: x * columnStep, y: row * rowHeight } });
      const definition = findLayer(kind)!;
      const ports = definition.inputs;
      inputs.forEach((source, i) => {
        const port = ports[0]?.many !== undefined ? ports[0].name : (ports[i]?.name ?? 'input');
        edges.push({ id: `e${edges.length + 1}`, source, target: id, port });
      });
      const specs = inputs.map((input) => this.spec(input));
      for (const spec of definition.weights(specs, params as never, context))
        weights.set(`${name}/${spec.name}`, layer.weights.get(spec.name)!);
    }
    return { network: { nodes, edges }, weights };
  }
}
