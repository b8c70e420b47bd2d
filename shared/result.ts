// The one way in which anything here says "it worked" or "it did not": values, never exceptions, so that a
// reason, its place and its remedy survive every door between processes.

/** A value of a parameter as it stands in a document: plain JSON. */
export type ParamValue =
  string | number | boolean | null | readonly ParamValue[] | { readonly [key: string]: ParamValue };
export type ParamValues = { readonly [name: string]: ParamValue };

/**
 * A remedy as data, so that it crosses processes, shows as a button and lands in undo as one named step.
 * A layer speaks only of itself (`node` left out means the node the problem sits on).
 */
export type Fix =
  | {
      readonly type: 'insertBefore';
      readonly title: string;
      readonly kind: string;
      readonly params?: ParamValues;
      readonly node?: string;
    }
  | { readonly type: 'setParams'; readonly title: string; readonly params: ParamValues; readonly node?: string }
  /** Freezes a layer, or lets it learn again. */
  | { readonly type: 'setFrozen'; readonly title: string; readonly frozen: boolean; readonly node?: string }
  | { readonly type: 'setTraining'; readonly title: string; readonly values: ParamValues }
  /** Settings of the data's split. */
  | { readonly type: 'setSplit'; readonly title: string; readonly values: ParamValues }
  /** Settings of a column of the data's table. */
  | { readonly type: 'setColumn'; readonly title: string; readonly column: string; readonly values: ParamValues }
  | { readonly type: 'removeNode'; readonly title: string; readonly node?: string }
  | { readonly type: 'removeEdge'; readonly title: string; readonly edge: string }
  /** Weights of its own for a layer that used another's. */
  | { readonly type: 'unshare'; readonly title: string; readonly node?: string }
  | {
      readonly type: 'addLayer';
      readonly title: string;
      readonly kind: string;
      readonly after?: string;
      readonly params?: ParamValues;
    }
  | {
      readonly type: 'goTo';
      readonly title: string;
      readonly step: 'data' | 'network' | 'train' | 'evaluate' | 'predict' | 'export';
    };

/** What is wrong: what was expected, what arrived, where, and the next step, in plain sentences. */
export interface Problem {
  /** Stable dotted id, e.g. `shape.rank`, `file.damaged`. Tests and help link to it. */
  readonly code: string;
  readonly message: string;
  /** `error` blocks training; `warning` and `hint` do not. */
  readonly severity: 'error' | 'warning' | 'hint';
  readonly node?: string;
  readonly edge?: string;
  readonly param?: string;
  readonly fixes?: readonly Fix[];
}

export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: Problem };

export function ok<T>(value: T): Result<T> {
  return { ok: true, value };
}

/** A failed result of severity `error`. */
export function fail(
  code: string,
  message: string,
  more: Partial<Omit<Problem, 'code' | 'message'>> = {},
): { readonly ok: false; readonly problem: Problem } {
  return { ok: false, problem: { severity: 'error', ...more, code, message } };
}
