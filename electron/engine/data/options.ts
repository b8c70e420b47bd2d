// Reading options of a kind of data as they came from outside: complete and checked.
import { checkParams, defaultsOf, type ParamSchema } from '../../../shared/params';
import type { ParamValues } from '../../../shared/result';
import { stop } from './problem';

/** What is left out stands at its default. `O` is what the kind's parameters are read as. Throws a DataError. */
export function checkedOptions<O>(params: ParamSchema, values: ParamValues): O {
  const all: ParamValues = { ...defaultsOf(params), ...values };
  const objection = checkParams(params, all);
  if (objection !== null) stop('data.options', objection.message, { param: objection.param });
  return all as unknown as O;
}
