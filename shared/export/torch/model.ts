// Writes model.py in PyTorch: a module with the layers as people know them from torch.nn, and its weights by the names
// of its state dict.
import { findInitializer } from '../../choices/initializers';
import { findLayer } from '../../layers';
import { identifierOf } from '../../names';
import { completed } from '../../params';
import type { LayerContext } from '../../layers/layer';
import type { PlanLayer, PlannedNetwork } from '../../run/plan';
import { CannotExport, type ExportWeight } from '../format';
import { pythonIdentifier, pythonNumber, pythonString } from '../python';
import { layersById, weightOwner } from '../settings';
import { type WrittenSource, createSource } from '../sourceLines';
import { nameComment } from '../text';
import { weightsOf } from '../walk';
import { type TorchExpress, type TorchGiven, type TorchValue, last } from './express';
import { torchLayers } from './layers';

/** Layers without a PyTorch expression, and why. */
export const torchMissing: { readonly [kind: string]: string } = {
  masking: 'PyTorch has no masks that one layer hands to the next.',
};

/** A weight of ours that a tensor of the state dict holds: the same numbers, in the order that `convert` gives them. */
export interface TorchWeight {
  /** "<layer>/<weight>". */
  readonly weight: string;
  readonly shape: readonly number[];
  convert(weight: ExportWeight): ExportWeight;
}

export interface TorchModel extends WrittenSource {
  /** By the names of the state dict. */
  readonly tensors: ReadonlyMap<string, ExportWeight>;
  /** The same names, with weights or without. */
  readonly holds: ReadonlyMap<string, TorchWeight>;
}

const reserved =
  'torch nn F layers self super math Network OUTPUTS NAME INPUTS INITIAL PENALTIES FROZEN forward train eval modules parameters children buffers state_dict load_state_dict training register_buffer register_parameter apply cuda cpu to type float double half zero_grad share_memory extra_repr named_parameters named_modules named_buffers named_children add_module get_submodule get_parameter get_buffer requires_grad_ call_super_init dump_patches compile bfloat16 xpu ipu mtia to_empty register_module set_submodule set_extra_state get_extra_state x';

/** A frozen layer's module, and whether it would keep moving statistics while it trains. */
interface Frozen {
  readonly module: string;
  readonly still: boolean;
}

interface Kept {
  readonly torchName: string;
  readonly initializer: string;
  readonly l1: number;
  readonly l2: number;
  readonly trainable: boolean;
}

/** Steps stand in for samples around an inner layer. */
function overSteps(given: TorchGiven, express: TorchExpress): TorchValue {
  const [x] = given.inputs;
  const steps = last(x!);
  const inside = express({
    ...given,
    inputs: [{ shape: x!.shape.slice(1), last: `${steps}.flatten(0, 1)` }],
    output: { ...given.output, shape: given.output.shape.slice(1) },
  });
  return { shape: given.output.shape, last: `${last(inside)}.unflatten(0, ${steps}.shape[:2])` };
}

/**
 * The source of a plan. Without weights (a preview of a network that was not trained) `tensors` is empty.
 * Throws CannotExport with the layer that has no expression.
 */
export function writeTorchModel(
  plan: PlannedNetwork,
  name: string,
  weights: ReadonlyMap<string, ExportWeight> | null,
): TorchModel {
  const gathered = gather(plan, weights);
  const { text, lines } = writeModule(plan, name, gathered, weights !== null);
  return { text, lines, tensors: gathered.tensors, holds: gathered.holds };
}

/** Lines of code, and the layer that they belong to. */
interface Code {
  readonly layer: string;
  readonly code: string;
}

/** What model.py is made of. */
interface Gathered {
  /** Python names of inputs and layers, by their ids. */
  readonly names: ReadonlyMap<string, string>;
  readonly values: ReadonlyMap<string, TorchValue>;
  readonly init: readonly Code[];
  readonly body: readonly Code[];
  readonly kept: readonly Kept[];
  readonly frozen: readonly Frozen[];
  readonly tensors: ReadonlyMap<string, ExportWeight>;
  readonly holds: ReadonlyMap<string, TorchWeight>;
}

function gather(plan: PlannedNetwork, weights: ReadonlyMap<string, ExportWeight> | null): Gathered {
  const byId = layersById(plan);
  const context: LayerContext = { data: plan.spec, layer: findLayer };
  const taken = new Set(reserved.split(' '));
  const inputIds = new Set(plan.inputs.map(({ layer }) => layer));
  const values = new Map<string, TorchValue>();
  const names = new Map<string, string>();
  const init: Code[] = [];
  const body: Code[] = [];
  const tensors = new Map<string, ExportWeight>();
  const holds = new Map<string, TorchWeight>();
  const kept: Kept[] = [];
  const frozen: Frozen[] = [];
  for (const layer of plan.layers) {
    const definition = findLayer(layer.kind);
    if (definition === undefined) throw new CannotExport(`There is no layer of the kind "${layer.kind}".`, layer.id);
    if (definition.role === 'input') {
      if (!inputIds.has(layer.id)) continue;
      const variable = pythonIdentifier(layer.name, taken);
      names.set(layer.id, variable);
      values.set(layer.id, { shape: layer.output.shape, last: variable });
      continue;
    }
    if (definition.role === 'output') {
      values.set(layer.id, values.get(layer.inputs[0]!)!);
      continue;
    }
    const variable = pythonIdentifier(layer.name, taken);
    names.set(layer.id, variable);
    const owner = weightOwner(byId, layer);
    const attribute = names.get(owner.id)!;
    const comment = nameComment('#', layer.name, identifierOf(layer.name));
    const shares = owner !== layer;
    const specs = layer.inputs.map((id) => byId.get(id)!.output);
    const own = definition.weights(specs, layer.params as never, context);
    const trained = weights === null ? null : weightsOf(weights, byId, layer, context);
    const given: TorchGiven = {
      inputs: layer.inputs.map((id) => values.get(id)!),
      params: layer.params,
      weights: trained,
      shapes: new Map(own.map((weight) => [weight.name, weight.shape])),
      output: layer.output,
      context,
      name: layer.name,
      id: layer.id,
      variable,
      module(code) {
        // A layer that uses another's weights calls that one's module.
        if (!shares) init.push({ layer: layer.id, code: `        self.${attribute} = ${code}${comment}` });
        if (!shares && layer.frozen === true && own.length > 0) {
          frozen.push({ module: attribute, still: own.some(({ trainable }) => !trainable) });
          init.push({ layer: layer.id, code: `        self.${attribute}.requires_grad_(False)` });
        }
        return `self.${attribute}`;
      },
      keep(torchName, weightName, convert = (weight) => weight) {
        const spec = own.find((weight) => weight.name === weightName);
        if (spec === undefined || shares) return;
        const full = `${variable}.${torchName}`;
        kept.push({
          torchName: full,
          initializer: findInitializer(spec.initializer)?.id ?? 'zeros',
          l1: layer.frozen === true ? 0 : (spec.l1 ?? 0),
          l2: layer.frozen === true ? 0 : (spec.l2 ?? 0),
          trainable: spec.trainable && layer.frozen !== true,
        });
        holds.set(full, { weight: `${layer.name}/${weightName}`, shape: spec.shape, convert });
        if (trained !== null) tensors.set(full, convert(trained.get(weightName)!));
      },
    };
    const value = expressed(layer, given);
    const expression = value.last ?? value.first!;
    // A layer with a module has its name there.
    const said = init.some((line) => line.layer === layer.id) ? '' : comment;
    body.push({ layer: layer.id, code: `        ${variable} = ${expression}${said}` });
    values.set(
      layer.id,
      value.last === undefined
        ? { shape: layer.output.shape, first: variable }
        : { shape: layer.output.shape, last: variable },
    );
  }
  return { names, values, init, body, kept, frozen, tensors, holds };
}

function writeModule(plan: PlannedNetwork, name: string, gathered: Gathered, withWeights: boolean): WrittenSource {
  const { names, values, init, body, kept, frozen } = gathered;
  const byId = layersById(plan);
  const outputs = plan.outputs.map((output) => ({ name: output.name, expression: last(values.get(output.layer)!) }));
  const uses = (module: RegExp) => [...init, ...body].some(({ code }) => module.test(code));
  const { put, share, done } = createSource();
  put('"""The network, written by Layerloom for PyTorch. Tensors are [batch, ..., channels] at its doors."""\n');
  put('import torch');
  if (uses(/\bF\./)) put('import torch.nn.functional as F');
  put('from torch import nn');
  if (withWeights || uses(/\blayers\./)) put('\nimport layers');
  put(`\nNAME = ${pythonString(name)}`);
  put(`\n# Names of the inputs, as the data calls their layers, and of the outputs.`);
  put(`INPUTS = [${plan.inputs.map(({ layer }) => pythonString(byId.get(layer)!.name)).join(', ')}]`);
  put(`OUTPUTS = [${outputs.map((output) => pythonString(output.name)).join(', ')}]`);
  put(initialValues(kept));
  put('\n# Modules that stay as they are while the others learn.');
  put(`FROZEN = [${frozen.map(({ module }) => pythonString(module)).join(', ')}]`);
  put('\n\nclass Network(nn.Module):');
  put('    def __init__(self):');
  put('        super().__init__()');
  for (const { layer, code } of init) put(code, layer);
  const still = frozen.filter((one) => one.still);
  if (still.length > 0) {
    put('\n    def train(self, mode=True):');
    put('        """Frozen normalization works with the statistics that it has."""');
    put('        super().train(mode)');
    for (const { module } of still) put(`        self.${module}.eval()`);
    put('        return self');
  }
  put(`\n    def forward(self, ${plan.inputs.map(({ layer }) => names.get(layer)!).join(', ')}):`);
  share(plan.inputs.map(({ layer }) => layer));
  for (const { layer, code } of body) put(code, layer);
  const result =
    outputs.length === 1
      ? outputs[0]!.expression
      : `{${outputs.map((output) => `${pythonString(output.name)}: ${output.expression}`).join(', ')}}`;
  put(`        return ${result}`);
  share(plan.outputs.map(({ layer }) => layer));
  return done();
}

/** How weights start and what is added to the loss for them, as constants of model.py. */
function initialValues(kept: readonly Kept[]): string {
  const line = ({ torchName }: Kept, value: string) => `    ${pythonString(torchName)}: ${value},`;
  const drawn = kept.filter(({ trainable }) => trainable);
  const penalties = kept.filter(({ l1, l2 }) => l1 > 0 || l2 > 0);
  return [
    '\n# How each weight starts before training, and what is added to the loss: l1 * sum|w| + l2 * sum w².',
    'INITIAL = {',
    ...drawn.map((one) => line(one, pythonString(one.initializer))),
    '}',
    ...(penalties.length === 0
      ? ['PENALTIES = {}']
      : [
          'PENALTIES = {',
          ...penalties.map((one) => line(one, `(${pythonNumber(one.l1)}, ${pythonNumber(one.l2)})`)),
          '}',
        ]),
  ].join('\n');
}

function expressed(layer: PlanLayer, given: TorchGiven): TorchValue {
  const find = (kind: string): TorchExpress => {
    const known = Object.prototype.hasOwnProperty.call(torchLayers, kind) ? torchLayers[kind] : undefined;
    if (known === undefined)
      throw new CannotExport(
        `${layer.name} is a ${findLayer(kind)?.title ?? kind} layer. ${torchMissing[kind] ?? 'There is no PyTorch expression for it.'} Remove it, or choose another format.`,
        layer.id,
      );
    return known;
  };
  if (layer.kind !== 'timeDistributed') return find(layer.kind)(given);
  const { kind, params } = layer.params['layer'] as unknown as { kind: string; params: TorchGiven['params'] };
  return overSteps({ ...given, params: completed(findLayer(kind)?.params ?? {}, params) }, find(kind));
}
