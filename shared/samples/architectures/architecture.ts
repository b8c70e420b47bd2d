// What a published architecture is: a network, where it was published, and how many parameters it has there.
import type { Network } from '../../network/document';

export interface Architecture {
  readonly id: string;
  readonly title: string;
  /** Name of a lucide icon. */
  readonly icon: string;
  readonly summary: string;
  readonly year: number;
  /** The paper, and what is counted where that is not plain. */
  readonly source: string;
  /** All numbers in its weights, trainable or not, as published. */
  readonly parameters: number;
  /** The same network each time, with ids of its own. */
  network(): Network;
}
