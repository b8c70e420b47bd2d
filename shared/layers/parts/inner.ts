// A layer inside another one (Bidirectional, TimeDistributed): found, completed with defaults and checked.
import { checkParams, completed } from '../../params';
import { fail, ok } from '../../result';
import type { ParamSchema, ValuesOf } from '../../params';
import type { ParamValues, Result } from '../../result';
import type { LayerContext, LayerDefinition } from '../layer';

export interface Inner {
  readonly definition: LayerDefinition;
  readonly params: ValuesOf<ParamSchema>;
}

export interface InnerValue {
  readonly kind: string;
  readonly params: ParamValues;
}

/** The inner layer with all its parameters, or a Problem that says which of them cannot stand. */
export function innerLayer(title: string, value: InnerValue, context: LayerContext): Result<Inner> {
  const definition = context.layer(value.kind);
  if (definition === undefined || definition.role !== 'hidden') {
    return fail('inner.kind', `${title} cannot hold a layer of the kind "${value.kind}". Choose another one.`, {
      param: 'layer',
    });
  }
  const params = completed(definition.params, value.params);
  const objection = checkParams(definition.params, params);
  if (objection !== null) {
    return fail('inner.params', `The ${definition.title} inside ${title}: ${objection.message}`, { param: 'layer' });
  }
  // Sound: they have just been checked with the definition's own schema.
  return ok({ definition, params: params as ValuesOf<ParamSchema> });
}

/** As `innerLayer`, where `inferShape` has already succeeded with these values. */
export function soundInner(title: string, value: InnerValue, context: LayerContext): Inner {
  const inner = innerLayer(title, value, context);
  if (!inner.ok) throw new Error(inner.problem.message);
  return inner.value;
}
