// Parameters of a definition on the command line: as flags of their own, or as `--option name=value`.
import { type Param, type ParamSchema, checkParam } from '../../shared/params';
import { fail, ok, type ParamValue, type ParamValues, type Result } from '../../shared/result';
import type { Context, Option } from './verb';

const switches: { readonly [word: string]: boolean } = {
  on: true,
  true: true,
  yes: true,
  off: false,
  false: false,
  no: false,
};

/** A word as a parameter's value; one that makes none stays a word, which `checkParam` then tells about. */
function valueOf(param: Param, word: string): ParamValue {
  const number = word.trim() === '' ? NaN : Number(word);
  switch (param.type) {
    case 'optionalInt':
      return word === '' ? null : Number.isNaN(number) ? word : number;
    case 'int':
    case 'float':
      return Number.isNaN(number) ? word : number;
    case 'flag':
      return switches[word.toLowerCase()] ?? word;
    case 'ints':
    case 'shape':
    case 'numbers':
      return word.split(',').map(Number);
    case 'choice':
    case 'text':
    case 'layer':
      return word;
  }
}

function read(schema: ParamSchema, words: Iterable<readonly [name: string, word: string]>): Result<ParamValues> {
  const values: { [name: string]: ParamValue } = {};
  for (const [name, param] of Object.entries(schema)) values[name] = param.default as ParamValue;
  for (const [name, word] of words) {
    const param = schema[name]!;
    const value = valueOf(param, word);
    const wrong = checkParam(param, value);
    if (wrong !== null) return fail('usage.option', wrong);
    values[name] = value;
  }
  return ok(values);
}

/** Values from `--option name=value`, the others at their defaults; `of` names whose they are. Problems: `usage.option`. */
export function settingsOf(schema: ParamSchema, given: readonly string[], of: string): Result<ParamValues> {
  const pairs: [string, string][] = [];
  const known = Object.keys(schema);
  for (const text of given) {
    const [, name, word] = /^([^=]*)=(.*)$/su.exec(text) ?? [];
    if (name === undefined || !known.includes(name))
      return fail(
        'usage.option',
        `${of} has no option "${name ?? text}". ${known.length === 0 ? 'It has none at all.' : `Write --option NAME=VALUE with one of ${known.join(', ')}.`}`,
      );
    pairs.push([name, word!]);
  }
  return read(schema, pairs);
}

/** Lines of help for options that go with another one, such as --format onnx. */
export function optionLines(beside: string, schema: ParamSchema): readonly string[] {
  return Object.entries(schema).map(
    ([name, param]) =>
      `      ${beside} --option ${name}=VALUE  ${param.title}. ${param.help} (default: ${shown(param)})`,
  );
}

const shown = ({ type, default: value }: Param): string =>
  type === 'flag' ? (value === true ? 'on' : 'off') : String(value);

const flagOf = (name: string): string => name.replace(/[A-Z]/gu, (letter) => `-${letter.toLowerCase()}`);

/** A flag for every parameter: --top-k for topK. */
export function flagsOf(schema: ParamSchema): readonly Option[] {
  return Object.entries(schema).map(([name, param]) => ({
    name: flagOf(name),
    value: param.type === 'int' || param.type === 'float' ? 'N' : 'VALUE',
    help: `${param.title}. ${param.help} (default: ${shown(param)})`,
  }));
}

/** Values from the flags of `flagsOf`, the others at their defaults. Problems: `usage.option`. */
export function flagValues(schema: ParamSchema, context: Context): Result<ParamValues> {
  const words = Object.keys(schema).flatMap((name): [string, string][] => {
    const word = context.option(flagOf(name));
    return word === undefined ? [] : [[name, word]];
  });
  return read(schema, words);
}
