// Models within a model: their layers stand where the model stood, as if they had been written out. So do the two steps of a
// layer that Keras' own networks have.
import { CannotImport, mostLayers } from '../model';
import { type Graph, type ReadNode, graphOf } from './graph';
import { own } from './json';
import { isRecord } from '../../json';
import type { LayerPlace } from './model';

const deepest = 16;
const modelClasses = new Set(['Functional', 'Model', 'Sequential']);

export type FlatGraph = Pick<Graph, 'nodes' | 'outputs'> & { readonly order: readonly LayerPlace[] };

/** Throws CannotImport where a model within has several outputs, or is nested too deeply. */
export function unfolded(model: Parameters<typeof graphOf>[0]): FlatGraph {
  return new Unfolding(graphOf(model)).done();
}

/** What the layers of one use of a model are called, by their names in the model. */
type Names = ReadonlyMap<string, string>;

class Unfolding {
  private readonly nodes: ReadNode[] = [];
  private readonly order: LayerPlace[] = [];
  private readonly taken: Set<string>;
  /** What stands for a name: the result of a model, what a model's input is fed with. */
  private readonly aliases = new Map<string, string>();
  /** Names of a model's first use, by the model's own. */
  private readonly first = new Map<string, Names>();
  private models = 0;

  constructor(private readonly graph: Graph) {
    this.taken = new Set(graph.nodes.map(({ name }) => name));
    this.put(graph.nodes, [], []);
  }

  done(): FlatGraph {
    const nodes = this.nodes.map((node) => ({ ...node, inputs: node.inputs.map((name) => this.resolved(name)) }));
    const outputs = this.graph.outputs.map(([key, name]) => [key, this.resolved(name)] as const);
    return { nodes, outputs, order: this.order };
  }

  private resolved(name: string): string {
    const seen = new Set<string>();
    let at = name;
    for (let next = this.aliases.get(at); next !== undefined; next = this.aliases.get(at)) {
      if (seen.has(at))
        throw new CannotImport(
          'import.graph',
          `The graph is not valid at the layer "${name.slice(0, 60)}": it waits for its own result.`,
        );
      seen.add(at);
      at = next;
    }
    return at;
  }

  private free(wanted: string): string {
    let name = wanted;
    for (let n = 2; this.taken.has(name); n++) name = `${wanted}_${n}`;
    this.taken.add(name);
    return name;
  }

  /** A layer's own name where no other has it. */
  private nameWithin(model: string, name: string): string {
    return this.free(this.taken.has(name) ? `${model}_${name}` : name);
  }

  /** `models` are the names by which the file knows the models around, `blocks` those of this use of them. */
  private put(nodes: readonly ReadNode[], models: readonly string[], blocks: readonly string[]): void {
    for (const node of nodes) {
      const fileName = node.inner?.fileName ?? node.shares ?? node.name;
      if (node.shares === undefined) this.order.push({ models, fileName, className: node.className });
      if (isModel(node)) this.open(node, [...models, fileName], blocks);
      else if (node.className === 'CustomScaleLayer') this.putScaled(node);
      else this.nodes.push(node);
      if (this.nodes.length > mostLayers)
        throw new CannotImport('import.size', `The model has more than ${mostLayers} layers, which cannot be shown.`);
    }
  }

  /** InceptionResNet's x + scale · y. */
  private putScaled(node: ReadNode): void {
    const [x, y] = node.inputs;
    if (x === undefined || y === undefined || !isRecord(node.config))
      throw new CannotImport('import.graph', `The layer "${node.name.slice(0, 60)}" needs two inputs.`);
    const name = this.free(`${node.name}_scale`);
    const { scale } = node.config;
    this.nodes.push(
      { ...node, name, className: 'Rescaling', config: { scale }, inputs: [y] },
      { ...node, className: 'Add', config: {}, inputs: [x, name] },
    );
  }

  private open(node: ReadNode, models: readonly string[], around: readonly string[]): void {
    const where = `The layer "${node.name.slice(0, 60)}"`;
    if (models.length > deepest || ++this.models > mostLayers)
      throw new CannotImport('import.nested', `${where}: models are nested too deeply.`);
    const inner = graphOf({ class_name: node.className, config: node.config });
    const [end] = inner.outputs;
    if (inner.outputs.length !== 1 || inner.inputs.length !== node.inputs.length)
      throw new CannotImport(
        'import.layer',
        `${where} is a model with ${inner.inputs.length} inputs and ${inner.outputs.length} outputs, of which ${node.inputs.length} are fed. Within another model, one with a single output can be imported. Write its layers out, and save the model again.`,
      );
    const blocks = [...around, node.name];
    const doors = new Set(inner.inputs);
    const names: Names = new Map(inner.nodes.map(({ name }) => [name, this.nameWithin(node.name, name)]));
    const called = (name: string): string => names.get(name) ?? `${node.name}/${name}`;
    const original = node.shares === undefined ? undefined : this.first.get(node.shares);
    if (original === undefined) this.first.set(node.name, names);
    inner.inputs.forEach((name, i) => this.aliases.set(called(name), node.inputs[i]!));
    this.aliases.set(node.name, called(end![1]));
    const renamed = inner.nodes
      .filter(({ name }) => !doors.has(name))
      .map((one): ReadNode => {
        const owner = one.shares ?? one.name;
        const shares = original?.get(owner) ?? (one.shares === undefined ? undefined : called(one.shares));
        const { shares: _old, ...rest } = one;
        return {
          ...rest,
          name: called(one.name),
          inputs: one.inputs.map(called),
          inner: { models, fileName: owner, blocks },
          ...(shares === undefined ? {} : { shares }),
        };
      });
    // Keras counts a model's inputs among its layers.
    if (original === undefined)
      for (const fileName of inner.inputs) this.order.push({ models, fileName, className: 'InputLayer' });
    this.put(renamed, models, blocks);
  }
}

function isModel({ className, config }: ReadNode): boolean {
  return modelClasses.has(className) && isRecord(config) && Array.isArray(own(config, 'layers'));
}
