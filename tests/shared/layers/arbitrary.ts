// Random values of parameters and random tensors, for tests that look for what nobody thought of.
import fc from 'fast-check';
import { checkParams } from '../../../shared/params';
import type { Param, ParamSchema, ValuesOf } from '../../../shared/params';
import type { ParamValue, ParamValues } from '../../../shared/result';
import { spec } from '../../../shared/shape';

/** Any value that a parameter allows, whole numbers up to `largest`. */
function valueOf(param: Param, largest: number): fc.Arbitrary<ParamValue> {
  switch (param.type) {
    case 'int':
      return fc.integer({ min: param.min, max: Math.min(param.max, largest) });
    case 'optionalInt':
      return fc.option(fc.integer({ min: param.min, max: Math.min(param.max, largest) }));
    case 'float':
      return fc.oneof(
        fc.constantFrom(param.min, param.max, param.default),
        fc.double({ min: param.min, max: param.max, noNaN: true }),
      );
    case 'choice':
      return fc.constantFrom(...param.options.map(({ value }) => value));
    case 'flag':
      return fc.boolean();
    case 'text':
      return fc.string({ maxLength: 5 });
    case 'ints':
      return fc.array(fc.integer({ min: param.min, max: Math.min(param.max, Math.max(2, Math.floor(largest / 3))) }), {
        minLength: param.labels.length,
        maxLength: param.labels.length,
      });
    case 'shape':
      return fc.array(fc.integer({ min: param.wild ? -1 : 1, max: 9 }), {
        minLength: param.empty === undefined ? 1 : 0,
        maxLength: param.maxRank,
      });
    case 'numbers':
      return fc.array(fc.double({ min: Math.max(param.min, -9), max: Math.min(param.max, 9), noNaN: true }), {
        minLength: 1,
        maxLength: 3,
      });
    case 'layer':
      return fc.record({
        kind: fc.constantFrom(...param.kinds),
        params: fc.constantFrom<ParamValues[]>({}, { units: 'x' }, { units: 3 }, { filters: 3 }, { padding: 'same' }),
      });
  }
}

/** Every parameter at a value of its own that may stand. */
export function arbitraryParams(schema: ParamSchema, largest: number): fc.Arbitrary<ValuesOf<ParamSchema>> {
  return fc
    .record(Object.fromEntries(Object.entries(schema).map(([name, param]) => [name, valueOf(param, largest)])))
    .filter((values) => checkParams(schema, values) === null) as fc.Arbitrary<ValuesOf<ParamSchema>>;
}

const size = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: 1, max: 12 }) },
  { weight: 1, arbitrary: fc.constant(null) },
);

/** Four axes at most: no layer gives more. */
export const arbitraryTensor = fc
  .tuple(fc.array(size, { maxLength: 4 }), fc.constantFrom('float32' as const, 'int32' as const))
  .map(([shape, dtype]) => spec(shape, dtype));
