// The nodes of a network as Keras writes it down: layers and operations of Keras itself, each with its calls.
import type { PlanLayer } from '../run/plan';
import type { ExportWeight } from './format';
import type { ScaledArgument } from './kerasLayout';

/** One use of a node: its name, and which of its calls. */
export type KerasPlace = readonly [node: string, call: number];

interface KerasUse {
  readonly inputs: readonly KerasPlace[];
  /** Further arguments of the call. */
  readonly kwargs: { readonly [argument: string]: unknown };
  readonly shape: readonly (number | null)[];
}

export interface KerasNode extends KerasUse {
  readonly className: string;
  readonly module: string;
  readonly config: { readonly [argument: string]: unknown };
  readonly name: string;
  readonly dtype: 'float32' | 'int32';
  /** Takes a list even for one input; else every input is an argument of its own. */
  readonly many: boolean;
  /** Further calls of the same layer, from call 1 on. */
  readonly again: readonly KerasUse[];
  /** In the order of Keras' `layer.weights`, by our names. */
  readonly weights: readonly (ExportWeight & { readonly name: string })[];
  /** Arguments for whose hard sigmoid those were scaled. */
  readonly scaled: readonly ScaledArgument[];
  /** Name of the layer of ours that the node is, or is a part of; as on the canvas. */
  readonly owner: string;
}

export interface KerasNetwork {
  readonly nodes: readonly KerasNode[];
  readonly inputs: readonly string[];
  /** Name of the output and of the node that gives it. */
  readonly outputs: readonly { readonly name: string; readonly node: KerasPlace }[];
}

/** Where Keras' layers are looked up; everything else is an operation, which has no place among the layers. */
export const kerasLayers = 'keras.layers';

/** A node of a layer; what is left out is as for most layers. */
export interface KerasPiece {
  readonly className: string;
  /** Default: keras.layers. */
  readonly module?: string;
  /** The constructor's arguments beyond the name. */
  readonly config?: KerasNode['config'];
  readonly inputs: readonly KerasPlace[];
  readonly kwargs?: KerasUse['kwargs'];
  /** Default: the layer's own. */
  readonly shape?: KerasUse['shape'];
  readonly dtype?: KerasNode['dtype'];
  readonly many?: boolean;
  readonly weights?: KerasNode['weights'];
  readonly scaled?: KerasNode['scaled'];
}

/** Nodes in the order in which they are written. */
export class KerasNodes {
  readonly all: KerasNode[] = [];
  private readonly taken: Set<string>;
  private readonly written = new Map<string, { readonly name: string; readonly again: KerasUse[] }>();

  /** `names` of the layers by their ids: no piece of another has one of them. */
  constructor(private readonly names: ReadonlyMap<string, string>) {
    this.taken = new Set(names.values());
  }

  /**
   * Writes a piece of a layer; the piece '' is its result and has its name. Where the layer uses the weights of `owner`,
   * that one's piece is called once more.
   */
  put(owner: PlanLayer, layer: PlanLayer, part: string, piece: KerasPiece): KerasPlace {
    const { className, module = kerasLayers, inputs, kwargs = {}, shape = layer.output.shape } = piece;
    const use: KerasUse = { inputs, kwargs, shape };
    const key = `${owner.id}/${part}`;
    const known = this.written.get(key);
    if (known !== undefined) {
      known.again.push(use);
      return [known.name, known.again.length];
    }
    const own = this.names.get(owner.id)!;
    const name = part === '' ? own : this.free(`${own}_${part}`);
    const again: KerasUse[] = [];
    this.written.set(key, { name, again });
    this.all.push({
      ...use,
      className,
      module,
      config: { name, ...(module === kerasLayers ? { dtype: 'float32' } : {}), ...piece.config },
      name,
      dtype: piece.dtype ?? layer.output.dtype,
      many: piece.many ?? false,
      again,
      weights: piece.weights ?? [],
      scaled: piece.scaled ?? [],
      owner: owner.name,
    });
    return [name, 0];
  }

  private free(wanted: string): string {
    let name = wanted;
    for (let n = 2; this.taken.has(name); n++) name = `${wanted}_${n}`;
    this.taken.add(name);
    return name;
  }
}
