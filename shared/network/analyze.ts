// Everything that can be known about a document without running it: shapes, parameter counts, problems.
// Runs on every edit. A node whose inputs and parameters did not change costs one look-up.
import type { DataConfig } from '../data/config';
import { checkData, describeData } from '../data/describe';
import type { DataSpec } from '../data/spec';
import { findLayer } from '../layers';
import type { LayerContext, LayerDefinition, WeightSpec } from '../layers/layer';
import { checkParams } from '../params';
import { dataProblemsWithRecipe, recipeOf, specWithRecipe } from '../recipes';
import type { Fix, Problem, Result } from '../result';
import { sameShape, type TensorSpec, product } from '../shape';
import type { LayerNode, NodeId, ProjectDocument } from './document';
import { flatten, type Flat } from './flatten';
import { edgesInto, orderedSources, topologicalOrder, wiringOf, type Wiring } from './graph';
import { lint } from './lint';
import { withBetterFixes } from './remedies';
import { checkSharing, ownerOf } from './sharing';

export interface Analysis {
  /** The document's own layers, as they are drawn. */
  readonly wiring: Wiring;
  readonly order: readonly NodeId[];
  /** The same with repeated blocks written out (flatten.ts): what runs. Copies have ids of their own. */
  readonly flat: {
    readonly wiring: Wiring;
    readonly order: readonly NodeId[];
    /** Each copy's layer in the document. */
    readonly origin: ReadonlyMap<NodeId, NodeId>;
  };
  /** What leaves each node that could be worked out, copies included. */
  readonly specs: ReadonlyMap<NodeId, TensorSpec>;
  /** Numbers in the weights of each node with a known shape. */
  readonly parameters: ReadonlyMap<NodeId, LayerCount>;
  /** `frozen`: how many of the fixed ones would be learned if their layers were not frozen. */
  readonly totals: { readonly trainable: number; readonly fixed: number; readonly frozen: number };
  readonly data: DataSpec | null;
  /** Of data, network and training, in this order. */
  readonly problems: readonly Problem[];
  readonly problemsByNode: ReadonlyMap<NodeId, readonly Problem[]>;
  readonly hasErrors: boolean;
}

/** Numbers in a layer's weights. Those of a frozen layer are all fixed; `frozen` are those it would learn otherwise. */
export interface LayerCount {
  readonly trainable: number;
  readonly fixed: number;
  readonly frozen: number;
}

interface NodeResult extends LayerCount {
  readonly output: Result<TensorSpec>;
}

interface Remembered {
  readonly inputs: readonly TensorSpec[];
  readonly data: DataSpec | null;
  readonly result: NodeResult;
}

// Nodes are immutable, so the object itself is the key; an edited node is a new object.
const remembered = new WeakMap<LayerNode, Remembered>();
const describedData = new WeakMap<DataConfig, { readonly spec: DataSpec; readonly problems: readonly Problem[] }>();

export function analyze(document: ProjectDocument): Analysis {
  const flat = flatten(document.network);
  const repeats = flat.network !== document.network;
  const wiring = wiringOf(flat.network);
  const { order, circle } = topologicalOrder(wiring);
  const data = dataSpecOf(document);
  const context: LayerContext = { data, layer: findLayer };
  const specs = new Map<NodeId, TensorSpec>();
  const parameters = new Map<NodeId, LayerCount>();
  const { recipe, params: recipeParams } = recipeOf(document.training);
  let problems: Problem[] = [];
  if (document.data !== null) {
    const own = described(document.data);
    const ofData = own.problems.filter((problem) => !isAnswered(problem, document.training));
    problems.push(...dataProblemsWithRecipe(ofData, own.spec, recipe));
  }
  const totals = { trainable: 0, fixed: 0, frozen: 0 };
  const shared = flat.network.nodes.some(({ shares }) => shares !== undefined);
  const inputsOf = new Map<NodeId, readonly TensorSpec[]>();

  for (const edge of flat.network.edges) {
    if (!wiring.nodes.has(edge.source) || !wiring.nodes.has(edge.target)) {
      problems.push({
        code: 'graph.looseWire',
        severity: 'error',
        edge: edge.id,
        message: 'A wire leads to a layer that is not there. Remove the wire.',
        fixes: [{ type: 'removeEdge', title: 'Remove the wire', edge: edge.id }],
      });
    }
  }
  if (circle.length > 0) problems.push(circleProblem(wiring, circle));

  for (const id of order) {
    const node = wiring.nodes.get(id)!;
    const definition = findLayer(node.kind);
    if (!definition) {
      problems.push({
        code: 'layer.unknown',
        severity: 'error',
        node: id,
        message: `This version does not know the layer "${node.kind}". Remove it, or open the project with a newer Layerloom.`,
        fixes: [{ type: 'removeNode', title: 'Remove this layer' }],
      });
      continue;
    }
    const sources = orderedSources(definition.inputs, edgesInto(wiring, id));
    const missing = missingInput(definition, sources, wiring, id);
    if (missing) {
      problems.push(missing);
      continue;
    }
    const inputs: TensorSpec[] = [];
    for (const source of sources) {
      const given = source === null ? undefined : specs.get(source);
      if (given) inputs.push(given);
    }
    // A problem further up is told there once, not again at every layer behind it.
    if (inputs.length < sources.length) continue;
    const result = resultOf(node, definition, inputs, context);
    if (!result.output.ok) {
      const problem = { ...result.output.problem, node: id };
      problems.push(
        definition.role === 'output'
          ? withBetterFixes(problem, node, { wiring, specs, data, layer: findLayer })
          : problem,
      );
      continue;
    }
    specs.set(id, result.output.value);
    if (shared) inputsOf.set(id, inputs);
    // Weights count where they are kept.
    const owns = !shared || node.shares === undefined || ownerOf(wiring.nodes, id) === null;
    const { trainable, fixed, frozen } = owns ? result : nothing;
    parameters.set(id, { trainable, fixed, frozen });
    totals.trainable += trainable;
    totals.fixed += fixed;
    totals.frozen += frozen;
  }
  if (shared) {
    const facts = { nodes: wiring.nodes, inputs: inputsOf, context };
    for (const node of wiring.nodes.values()) {
      const problem = checkSharing(node, facts);
      if (problem !== null) problems.push(problem);
    }
  }

  if (order.length > 0) problems.push(...recipe.check({ layers: layersFor(order, wiring, specs) }, recipeParams));
  const written = repeats ? { ...document, network: flat.network } : document;
  problems.push(...lint({ document: written, wiring, specs, parameters, data, layer: findLayer }));
  if (repeats) problems = [...flat.problems, ...toldOnce(problems, flat)];
  else problems.push(...flat.problems);
  const problemsByNode = new Map<NodeId, Problem[]>();
  for (const problem of problems) {
    if (problem.node === undefined) continue;
    const list = problemsByNode.get(problem.node);
    if (list) list.push(problem);
    else problemsByNode.set(problem.node, [problem]);
  }
  return {
    wiring: repeats ? wiringOf(document.network) : wiring,
    order: repeats ? order.filter((id) => !flat.origin.has(id)) : order,
    flat: { wiring, order, origin: flat.origin },
    specs,
    parameters,
    totals,
    data,
    problems,
    problemsByNode,
    hasErrors: problems.some((problem) => problem.severity === 'error'),
  };
}

function layersFor(order: readonly NodeId[], wiring: Wiring, specs: ReadonlyMap<NodeId, TensorSpec>) {
  return order.map((id) => {
    const { name, kind, params } = wiring.nodes.get(id)!;
    const sources = edgesInto(wiring, id).map(({ source }) => source);
    const inputs = sources.map((source) => specs.get(source));
    return { id, name, kind, params, sources, inputs: inputs.filter((spec): spec is TensorSpec => spec !== undefined) };
  });
}

/** Problems of copies as problems of their layers in the document, unless these have told the same. */
function toldOnce(problems: readonly Problem[], { origin, wireOrigin }: Flat): Problem[] {
  const told = new Set(
    problems.filter(({ node }) => node !== undefined && !origin.has(node)).map(({ node, code }) => `${node} ${code}`),
  );
  const own = (id: string | undefined) => (id === undefined ? undefined : (origin.get(id) ?? id));
  return problems.flatMap((problem): readonly Problem[] => {
    const node = own(problem.node);
    const copied = node !== problem.node;
    const key = `${node} ${problem.code}`;
    if (copied && told.has(key)) return [];
    if (copied) told.add(key);
    const { edge, fixes } = problem;
    return [
      {
        ...problem,
        ...(node === undefined ? {} : { node }),
        ...(edge === undefined ? {} : { edge: wireOrigin.get(edge) ?? edge }),
        ...(copied ? { message: `When the block is repeated: ${problem.message}` } : {}),
        ...(fixes === undefined ? {} : { fixes: fixes.map((fix) => ownFix(fix, own, wireOrigin)) }),
      },
    ];
  });
}

function ownFix(
  fix: Fix,
  own: (id: string | undefined) => string | undefined,
  wireOrigin: ReadonlyMap<string, string>,
): Fix {
  if ('node' in fix && fix.node !== undefined) return { ...fix, node: own(fix.node)! };
  if (fix.type === 'removeEdge') return { ...fix, edge: wireOrigin.get(fix.edge) ?? fix.edge };
  if (fix.type === 'addLayer' && fix.after !== undefined) return { ...fix, after: own(fix.after)! };
  return fix;
}

/** A problem of the data that a training setting solves, where the setting is as its fix would make it. */
function isAnswered({ fixes = [] }: Problem, training: ProjectDocument['training']): boolean {
  return fixes.some(
    (fix) =>
      fix.type === 'setTraining' &&
      Object.entries(fix.values).every(([name, value]) => training[name as keyof typeof training] === value),
  );
}

/** What the document's data gives, as its recipe has it learned. */
export function dataSpecOf(document: ProjectDocument): DataSpec | null {
  if (document.data === null) return null;
  return specWithRecipe(described(document.data).spec, recipeOf(document.training));
}

/** Worked out once per data configuration. */
function described(data: DataConfig): { readonly spec: DataSpec; readonly problems: readonly Problem[] } {
  const known = describedData.get(data);
  if (known) return known;
  const found = { spec: describeData(data), problems: checkData(data) };
  describedData.set(data, found);
  return found;
}

function resultOf(
  node: LayerNode,
  definition: LayerDefinition,
  inputs: readonly TensorSpec[],
  context: LayerContext,
): NodeResult {
  const known = remembered.get(node);
  const looksAtData = definition.role !== 'hidden';
  if (known && (!looksAtData || known.data === context.data) && sameSpecs(known.inputs, inputs)) return known.result;
  const result = work(node, definition, inputs, context);
  remembered.set(node, { inputs, data: context.data, result });
  return result;
}

function work(
  node: LayerNode,
  definition: LayerDefinition,
  inputs: readonly TensorSpec[],
  context: LayerContext,
): NodeResult {
  const objection = checkParams(definition.params, node.params);
  if (objection) {
    const fix = {
      type: 'setParams',
      title: `Set ${definition.params[objection.param]!.title.toLowerCase()} to its default`,
      params: { [objection.param]: definition.params[objection.param]!.default },
    } as const;
    return {
      output: {
        ok: false,
        problem: {
          code: 'param.range',
          severity: 'error',
          message: objection.message,
          param: objection.param,
          fixes: [fix],
        },
      },
      ...nothing,
    };
  }
  const params = node.params as Parameters<typeof definition.inferShape>[1];
  const output = definition.inferShape(inputs, params, context);
  if (!output.ok) return { output, ...nothing };
  const { trainable, fixed } = countWeights(definition.weights(inputs, params, context));
  if (node.frozen === true) return { output, trainable: 0, fixed: trainable + fixed, frozen: trainable };
  return { output, trainable, fixed, frozen: 0 };
}

const nothing: LayerCount = { trainable: 0, fixed: 0, frozen: 0 };

function countWeights(weights: readonly WeightSpec[]): { trainable: number; fixed: number } {
  let trainable = 0;
  let fixed = 0;
  for (const weight of weights) {
    const size = product(weight.shape);
    if (weight.trainable) trainable += size;
    else fixed += size;
  }
  return { trainable, fixed };
}

function sameSpecs(a: readonly TensorSpec[], b: readonly TensorSpec[]): boolean {
  return (
    a.length === b.length &&
    a.every(
      (entry, place) =>
        entry === b[place] || (entry.dtype === b[place]!.dtype && sameShape(entry.shape, b[place]!.shape)),
    )
  );
}

function missingInput(
  definition: LayerDefinition,
  sources: readonly (NodeId | null)[],
  wiring: Wiring,
  id: NodeId,
): Problem | null {
  for (const port of definition.inputs) {
    const count = edgesInto(wiring, id).filter((edge) => edge.port === port.name).length;
    const needed = port.many?.min ?? 1;
    if (count >= needed) continue;
    const message = port.many
      ? `${definition.title} joins at least ${needed} layers. ${count === 0 ? 'None is wired to it yet' : `Only ${count} is wired to it`}. Draw wires from other layers to its left side.`
      : `${definition.title} has nothing to read${definition.inputs.length > 1 ? ` at "${port.title}"` : ''}. Draw a wire to its left side from the layer before it.`;
    return { code: 'graph.missingInput', severity: 'error', node: id, message };
  }
  return sources.length === 0 && definition.inputs.length > 0
    ? { code: 'graph.missingInput', severity: 'error', node: id, message: `${definition.title} has nothing to read.` }
    : null;
}

function circleProblem(wiring: Wiring, circle: readonly NodeId[]): Problem {
  const names = circle.map((id) => wiring.nodes.get(id)!.name);
  const last = circle[circle.length - 1]!;
  const closing = edgesInto(wiring, circle[0]!).find((edge) => edge.source === last)!;
  return {
    code: 'graph.circle',
    severity: 'error',
    node: circle[0]!,
    edge: closing.id,
    message: `The wires run in a circle: ${[...names, names[0]].join(' → ')}. Data must flow from inputs to outputs, so one of these wires has to go.`,
    fixes: [
      { type: 'removeEdge', title: `Remove the wire ${names[names.length - 1]} → ${names[0]}`, edge: closing.id },
    ],
  };
}
