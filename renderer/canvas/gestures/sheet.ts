// What every gesture on the canvas works with.
import type { NodeId } from '../../../shared/network/document';
import type { Point } from '../../../shared/network/edits';
import type { HeightOf } from '../geometry';
import type { Motion } from '../motion';
import type { CardNode } from '../projection';

export interface Sheet {
  readonly hasCard: (id: NodeId) => boolean;
  readonly root: React.RefObject<HTMLDivElement | null>;
  readonly setNodes: React.Dispatch<React.SetStateAction<CardNode[]>>;
  readonly motion: Motion;
  readonly toSheet: (point: Point) => Point;
  readonly heightOf: HeightOf;
  readonly touch: (ids: readonly NodeId[]) => void;
  /** True while a layer is dragged. */
  readonly holding: React.RefObject<boolean>;
}
