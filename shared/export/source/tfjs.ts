// TensorFlow.js' functional API. What a definition builds is asked of the definition itself: it is handed a tf whose
// layers only write down how they were called.
import { findLayer } from '../../layers';
import type { BuildContext, TensorFlow } from '../../layers/layer';
import { identifierOf } from '../../names';
import { type Plan, layerIdentifiers } from '../../run/plan';
import { CannotExport } from '../format';
import { layersById, sharedOwners } from '../settings';
import { type WrittenSource, createSource } from '../sourceLines';
import { commentText, nameComment } from '../text';

interface Recorded {
  readonly factory: string;
  readonly args: { readonly [name: string]: unknown };
}

const isRecorded = (value: unknown): value is Recorded =>
  typeof value === 'object' && value !== null && 'factory' in value && 'args' in value;

/** Throws whatever a definition throws that asks for more than a call of tf.layers. */
function recorder(): TensorFlow {
  const layers = new Proxy(
    {},
    {
      get: (_target, factory) => {
        if (typeof factory !== 'string' || factory === 'Layer' || factory === 'RNN')
          throw new TypeError('A layer of its own.');
        return (args: Recorded['args']): Recorded => ({ factory, args });
      },
    },
  );
  // Only what definitions call while they build; anything else is no plain TensorFlow.js layer.
  return { layers } as unknown as TensorFlow;
}

/** Text within a JavaScript literal; nothing in it ends the line or the script. */
function quoted(text: string): string {
  return `'${text.replace(/[\\'<\p{Cc}\p{Zl}\p{Zp}]/gu, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)}'`;
}

function literal(value: unknown): string {
  if (isRecorded(value)) return call(value);
  if (typeof value === 'string') return quoted(value);
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
  if (typeof value === 'object' && value !== null)
    return `{ ${Object.entries(value)
      .map(([key, one]) => `${key}: ${literal(one)}`)
      .join(', ')} }`;
  return String(value);
}

/** Initial values are set by the engine: definitions build with zeros, which would be no way to start. */
function call({ factory, args }: Recorded): string {
  const shown = Object.entries(args).filter(
    ([name, value]) => value !== undefined && !(name.endsWith('Initializer') && value === 'zeros'),
  );
  return `tf.layers.${factory}(${shown.length === 0 ? '' : `{ ${shown.map(([name, value]) => `${name}: ${literal(value)}`).join(', ')} }`})`;
}

function identifier(text: string, taken: Set<string>): string {
  const base = identifierOf(text).replace(/[^A-Za-z0-9]+(.)?/g, (_match, next: string | undefined) =>
    (next ?? '').toUpperCase(),
  );
  let name = base;
  for (let n = 2; taken.has(name); n++) name = `${base}${n}`;
  taken.add(name);
  return name;
}

const words =
  'tf model break case catch class const continue debugger default delete do else enum export extends false finally for function if implements import in instanceof interface let new null package private protected public return static super switch this throw true try typeof var void while with yield await async eval arguments';

export function tfjsSource(plan: Plan, name: string): WrittenSource {
  const byId = layersById(plan);
  const tf = recorder();
  const taken = new Set(words.split(' '));
  const variables = new Map<string, string>();
  const { put, share, done } = createSource();
  put(`// ${commentText(name)}`);
  put("import * as tf from '@tensorflow/tfjs';\n");
  const drawn = (): never => {
    throw new TypeError('Nothing is drawn while source is written.');
  };
  const context: BuildContext = { data: plan.spec, layer: findLayer, random: { uniform: drawn, normal: drawn } };
  const identifiers = layerIdentifiers(plan);
  const owners = sharedOwners(plan);
  const applied = new Map<string, string>();
  for (const layer of plan.layers) {
    const definition = findLayer(layer.kind)!;
    if (definition.role === 'output') {
      variables.set(layer.id, variables.get(layer.inputs[0]!)!);
      continue;
    }
    const called = identifiers.get(layer.id)!;
    const comment = nameComment('//', layer.name, called);
    const variable = identifier(layer.name, taken);
    variables.set(layer.id, variable);
    if (definition.role === 'input') {
      const { shape, dtype } = layer.output;
      put(
        `const ${variable} = tf.input({ shape: ${literal(shape)}, dtype: ${quoted(dtype)}, name: ${quoted(called)} });${comment}`,
        layer.id,
      );
      continue;
    }
    const given = layer.inputs.map((id) => variables.get(id)!);
    const inputs = given.length === 1 ? given[0]! : `[${given.join(', ')}]`;
    const again = layer.shares === undefined ? undefined : applied.get(layer.shares);
    if (again !== undefined) {
      put(`const ${variable} = ${again}.apply(${inputs});`, layer.id);
      continue;
    }
    let made: unknown;
    try {
      made = definition.build(
        tf,
        layer.params as never,
        called,
        context,
        layer.inputs.map((id) => byId.get(id)!.output),
      );
    } catch {
      made = null;
    }
    if (!isRecorded(made)) {
      throw new CannotExport(
        `TensorFlow.js has no layer like ${layer.name} (${definition.title}), so this network cannot be written with its layers alone. The TensorFlow.js export brings such layers along.`,
        layer.id,
      );
    }
    const code = call(layer.frozen === true ? { ...made, args: { ...made.args, trainable: false } } : made);
    if (owners.has(layer.id)) {
      const own = identifier(`${layer.name}_layer`, taken);
      applied.set(layer.id, own);
      put(`const ${own} = ${code};${comment}\nconst ${variable} = ${own}.apply(${inputs});`, layer.id);
    } else put(`const ${variable} = ${code}.apply(${inputs});${comment}`, layer.id);
  }
  const list = (ids: readonly string[]) => {
    const names = ids.map((id) => variables.get(id)!);
    return names.length === 1 ? names[0]! : `[${names.join(', ')}]`;
  };
  put('');
  put(
    `const model = tf.model({ inputs: ${list(plan.inputs.map(({ layer }) => layer))}, outputs: ${list(plan.outputs.map(({ layer }) => layer))} });`,
  );
  share(plan.outputs.map(({ layer }) => layer));
  put('model.summary();');
  return done();
}
