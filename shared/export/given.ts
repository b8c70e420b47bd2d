// What every expression of a layer reads of it, whatever the format: parameters, which the definition has checked, and
// weights by their own names.
import { CannotExport, type ExportWeight } from './format';

interface WithParams {
  readonly params: { readonly [name: string]: unknown };
}
interface Named {
  readonly name: string;
  readonly id: string;
}

export const number = ({ params }: WithParams, name: string): number => Number(params[name]);
export const flag = ({ params }: WithParams, name: string): boolean => params[name] === true;
export const word = ({ params }: WithParams, name: string): string => String(params[name]);
export const list = ({ params }: WithParams, name: string): readonly number[] => params[name] as readonly number[];

/** Refuses the layer; `what` in a sentence. */
export function cannot({ name, id }: Named, what: string): never {
  throw new CannotExport(`${name}: ${what} Change the layer, or choose another format.`, id);
}

/** Throws CannotExport where the layer has no weight of this name. */
export function weightOf(
  given: Named & { readonly weights: ReadonlyMap<string, ExportWeight> },
  name: string,
): ExportWeight {
  return given.weights.get(name) ?? cannot(given, `The run has no weight "${name}".`);
}
