// Parameters as definitions: each gives its type, its check, its form field and its documentation.
import type { ParamValue, ParamValues } from './result';
import type { Shape } from './shape';

interface Common<T> {
  /** Label of the form field, sentence case: "Kernel size". */
  readonly title: string;
  /** One or two full sentences a beginner understands. */
  readonly help: string;
  readonly default: T;
  /** What values mean that were written before the parameter existed, where that is not the default. */
  readonly older?: T;
  /** Shown only under "More" in the form. */
  readonly advanced?: boolean;
  /** Left out of the form while it has no effect. */
  readonly visible?: (params: ParamValues) => boolean;
  /** Short word for units, e.g. "px", "%". */
  readonly unit?: string;
}

export interface Option {
  readonly value: string;
  readonly title: string;
  readonly help: string;
}

export interface IntParam extends Common<number> {
  readonly type: 'int';
  readonly min: number;
  readonly max: number;
}
/** May be left empty (null): "decide it yourself" or "not used", as `emptyTitle` says. */
export interface OptionalIntParam extends Common<number | null> {
  readonly type: 'optionalInt';
  readonly min: number;
  readonly max: number;
  readonly emptyTitle: string;
}
export interface FloatParam extends Common<number> {
  readonly type: 'float';
  readonly min: number;
  readonly max: number;
  readonly step?: number;
  readonly log?: boolean;
}
export interface ChoiceParam extends Common<string> {
  readonly type: 'choice';
  readonly options: readonly Option[];
}
export interface FlagParam extends Common<boolean> {
  readonly type: 'flag';
}
export interface TextParam extends Common<string> {
  readonly type: 'text';
  readonly maxLength: number;
  readonly pattern?: { readonly matches: RegExp; readonly says: string };
}
/** A fixed number of whole numbers, e.g. kernel size [3, 3]; `labels` name them ("Height", "Width"). */
export interface IntsParam extends Common<readonly number[]> {
  readonly type: 'ints';
  readonly labels: readonly string[];
  readonly min: number;
  readonly max: number;
}
/** A list of whole numbers of free length. `empty` says in words what an empty list means; without it, it is refused. `wild`: one -1 is allowed. */
export interface ShapeParam extends Common<Shape> {
  readonly type: 'shape';
  readonly maxRank: number;
  readonly empty?: string;
  readonly wild?: boolean;
}
/** A list of numbers of free length, at least one. */
export interface NumbersParam extends Common<readonly number[]> {
  readonly type: 'numbers';
  readonly min: number;
  readonly max: number;
}
/** Another layer inside this one (Bidirectional, TimeDistributed): { kind, params }. */
export interface LayerParam extends Common<{ readonly kind: string; readonly params: ParamValues }> {
  readonly type: 'layer';
  readonly kinds: readonly string[];
}

export type Param =
  | IntParam
  | OptionalIntParam
  | FloatParam
  | ChoiceParam
  | FlagParam
  | TextParam
  | IntsParam
  | ShapeParam
  | NumbersParam
  | LayerParam;
export type ParamSchema = { readonly [name: string]: Param };

type ValueOf<P extends Param> = P extends FloatParam | IntParam
  ? number
  : P extends OptionalIntParam
    ? number | null
    : P extends ChoiceParam | TextParam
      ? string
      : P extends FlagParam
        ? boolean
        : P extends IntsParam | NumbersParam
          ? readonly number[]
          : P extends ShapeParam
            ? Shape
            : P extends LayerParam
              ? { readonly kind: string; readonly params: ParamValues }
              : never;
/** The values that belong to a schema, each with its own type. */
export type ValuesOf<S extends ParamSchema> = { readonly [K in keyof S]: ValueOf<S[K]> };

type Spec<P> = Omit<P, 'type'>;
export function int(definition: Spec<IntParam>): IntParam {
  return { type: 'int', ...definition };
}
export function optionalInt(definition: Spec<OptionalIntParam>): OptionalIntParam {
  return { type: 'optionalInt', ...definition };
}
export function float(definition: Spec<FloatParam>): FloatParam {
  return { type: 'float', ...definition };
}
export function choice(definition: Spec<ChoiceParam>): ChoiceParam {
  return { type: 'choice', ...definition };
}
export function flag(definition: Spec<FlagParam>): FlagParam {
  return { type: 'flag', ...definition };
}
export function text(definition: Spec<TextParam>): TextParam {
  return { type: 'text', ...definition };
}
export function ints(definition: Spec<IntsParam>): IntsParam {
  return { type: 'ints', ...definition };
}
export function shape(definition: Spec<ShapeParam>): ShapeParam {
  return { type: 'shape', ...definition };
}
export function numbers(definition: Spec<NumbersParam>): NumbersParam {
  return { type: 'numbers', ...definition };
}
export function layer(definition: Spec<LayerParam>): LayerParam {
  return { type: 'layer', ...definition };
}

/** So many numbers a list may have: more channels than any layer gives. */
const mostNumbers = 10_000;

const isWhole = (value: unknown): value is number => typeof value === 'number' && Number.isInteger(value);

/** Null when the value may stand; else one sentence with the range expected and what arrived. */
export function checkParam(param: Param, value: ParamValue | undefined): string | null {
  // Put into words only where they are needed: every layer's settings are checked at every edit.
  const got = () => {
    const text = JSON.stringify(value) ?? 'missing';
    return `It is ${text.length > 80 ? `${text.slice(0, 80)} …` : text}.`;
  };
  const range = () => ('min' in param ? `from ${param.min} to ${param.max}` : '');
  switch (param.type) {
    case 'int':
      return isWhole(value) && value >= param.min && value <= param.max
        ? null
        : `${param.title} must be a whole number ${range()}. ${got()}`;
    case 'optionalInt':
      return value === null || (isWhole(value) && value >= param.min && value <= param.max)
        ? null
        : `${param.title} must be empty or a whole number ${range()}. ${got()}`;
    case 'float':
      return typeof value === 'number' && Number.isFinite(value) && value >= param.min && value <= param.max
        ? null
        : `${param.title} must be a number ${range()}. ${got()}`;
    case 'choice':
      return param.options.some((option) => option.value === value)
        ? null
        : `${param.title} must be one of ${param.options.map((option) => option.value).join(', ')}. ${got()}`;
    case 'flag':
      return typeof value === 'boolean' ? null : `${param.title} must be on or off. ${got()}`;
    case 'text':
      if (typeof value !== 'string' || value.length > param.maxLength)
        return `${param.title} must be text of at most ${param.maxLength} characters.`;
      return param.pattern && !param.pattern.matches.test(value)
        ? `${param.title}: ${param.pattern.says} ${got()}`
        : null;
    case 'ints':
      return Array.isArray(value) &&
        value.length === param.labels.length &&
        value.every((entry) => isWhole(entry) && entry >= param.min && entry <= param.max)
        ? null
        : `${param.title} must be ${param.labels.length} whole numbers ${range()} (${param.labels.join(', ').toLowerCase()}). ${got()}`;
    case 'shape': {
      if (!Array.isArray(value) || value.length > param.maxRank)
        return `${param.title} must be a list of at most ${param.maxRank} whole numbers. ${got()}`;
      if (value.length === 0 && param.empty === undefined) return `${param.title} must have at least one number.`;
      const wilds = value.filter((entry) => entry === -1).length;
      const sound = value.every(
        (entry) => isWhole(entry) && ((entry >= 1 && entry <= 1_000_000_000) || (entry === -1 && param.wild === true)),
      );
      return sound && wilds <= 1
        ? null
        : `${param.title} must be whole numbers of at least 1${param.wild ? ', one of which may be -1 (work it out)' : ''}. ${got()}`;
    }
    case 'numbers':
      return Array.isArray(value) &&
        value.length > 0 &&
        value.length <= mostNumbers &&
        value.every((one) => typeof one === 'number' && one >= param.min && one <= param.max)
        ? null
        : `${param.title} must be a number or several with commas between them, each ${range()}. ${got()}`;
    case 'layer': {
      const inner = value as { kind?: unknown; params?: unknown } | null | undefined;
      return typeof inner === 'object' &&
        inner !== null &&
        typeof inner.kind === 'string' &&
        param.kinds.includes(inner.kind) &&
        typeof inner.params === 'object' &&
        inner.params !== null
        ? null
        : `${param.title} must be one of ${param.kinds.join(', ')}.`;
    }
  }
}

/** Every parameter at its default. */
export function defaultsOf<S extends ParamSchema>(schema: S): ValuesOf<S> {
  return Object.fromEntries(Object.entries(schema).map(([name, param]) => [name, param.default])) as ValuesOf<S>;
}

/** What it means that a parameter is missing among values from a file. */
export function fallbackOf(param: Param): ParamValue {
  return (param.older ?? param.default) as ParamValue;
}

/** The values with every parameter among them. */
export function completed(schema: ParamSchema, values: ParamValues): ParamValues {
  const missing = Object.entries(schema).filter(([name]) => values[name] === undefined);
  return { ...Object.fromEntries(missing.map(([name, param]) => [name, fallbackOf(param)])), ...values };
}

/** The first objection to a set of values, with the parameter's name; null when all may stand. Unknown names are ignored. */
export function checkParams(
  schema: ParamSchema,
  values: ParamValues,
): { readonly param: string; readonly message: string } | null {
  for (const [name, param] of Object.entries(schema)) {
    const value = values[name] === undefined ? (param.older as ParamValue | undefined) : values[name];
    const message = checkParam(param, value);
    if (message !== null) return { param: name, message };
  }
  return null;
}
