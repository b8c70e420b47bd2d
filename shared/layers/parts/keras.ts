// How shared parameters are written in Keras 3, leaving out what is Keras' own default.
import { findActivation } from '../../choices/activations';
import { findInitializer } from '../../choices/initializers';
import type { KerasCall, KerasValue } from '../layer';

type KerasArgs = KerasCall['args'];

export function tuple(values: readonly (number | null)[]): KerasValue {
  return { tuple: values };
}

/** One number where all are the same, as people write it; else a tuple. */
export function sizes(values: readonly number[]): KerasValue {
  return values.every((value) => value === values[0]) ? values[0]! : tuple(values);
}

/** One number by itself, several as a list. */
export function oneOrList(values: readonly number[]): KerasValue {
  return values.length === 1 ? values[0]! : values;
}

/** `activation="relu"`, or nothing when it is Keras' default for that argument. */
export function kerasActivation(id: string, kerasDefault = 'linear', argument = 'activation'): KerasArgs {
  if (id === kerasDefault) return {};
  const keras = findActivation(id)?.keras ?? { name: id };
  return { [argument]: 'name' in keras ? keras.name : { source: keras.source } };
}

export function kerasInitializer(argument: string, id: string, kerasDefault = 'glorotUniform'): KerasArgs {
  return id === kerasDefault ? {} : { [argument]: findInitializer(id)?.keras ?? id };
}

export function kerasRegularizer(argument: string, l1: number, l2: number): KerasArgs {
  if (l1 > 0 && l2 > 0) return { [argument]: { className: 'regularizers.L1L2', args: { l1, l2 } } };
  if (l1 > 0) return { [argument]: { className: 'regularizers.L1', args: { l1 } } };
  if (l2 > 0) return { [argument]: { className: 'regularizers.L2', args: { l2 } } };
  return {};
}

/** The arguments whose values differ from Keras' defaults. */
export function unless<T extends string | number | boolean>(argument: string, value: T, kerasDefault: T): KerasArgs {
  return value === kerasDefault ? {} : { [argument]: value };
}

/** A size argument, left out when every entry is `kerasDefault`. */
export function sizesUnless(argument: string, values: readonly number[], kerasDefault: number): KerasArgs {
  return values.every((value) => value === kerasDefault) ? {} : { [argument]: sizes(values) };
}

/** A layer that applies one Python expression in x, a list of tensors where several wires arrive. */
export function kerasLambda(expression: string): KerasCall {
  return { className: 'Lambda', args: { function: { source: `lambda x: ${expression}` } } };
}

/** Python source of a Keras layer of our own, which Keras can save and load. Lines as they stand within their method. */
export function pythonLayer(layer: {
  readonly className: string;
  /** The class that it is a kind of, if not just any layer. */
  readonly base?: string;
  readonly doc: string;
  /** Arguments of the constructor, "name" or "name=default", kept as attributes of the same name. */
  readonly options?: readonly string[];
  /** Body of build(self, shape). */
  readonly build?: readonly string[];
  /** Body of call; its head is `call(self, x)`, or `call(self, x, training=False)` where `training` is set. */
  readonly call?: readonly string[];
  /** Other methods, as they stand within the class. */
  readonly methods?: readonly string[];
  readonly training?: boolean;
}): string {
  const {
    className,
    base = 'keras.layers.Layer',
    doc,
    options = [],
    build,
    call,
    methods = [],
    training = false,
  } = layer;
  const names = options.map((option) => option.split('=')[0]!);
  const body = (lines: readonly string[]) => lines.map((line) => `        ${line}`);
  return [
    '@keras.saving.register_keras_serializable(package="layerloom")',
    `class ${className}(${base}):`,
    `    """${doc}"""`,
    '',
    ...(options.length === 0
      ? []
      : [
          `    def __init__(self, ${options.join(', ')}, **kwargs):`,
          '        super().__init__(**kwargs)',
          ...body(names.map((name) => `self.${name} = ${name}`)),
          '',
        ]),
    ...(build === undefined ? [] : ['    def build(self, shape):', ...body(build), '        self.built = True', '']),
    ...(call === undefined ? [] : [`    def call(self, x${training ? ', training=False' : ''}):`, ...body(call)]),
    ...methods.map((line) => `    ${line}`),
    ...(options.length === 0
      ? []
      : [
          '',
          '    def get_config(self):',
          `        return {**super().get_config(), ${names.map((name) => `"${name}": self.${name}`).join(', ')}}`,
        ]),
    '',
  ].join('\n');
}
