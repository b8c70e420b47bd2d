// What a run is given to do its work with.
import type { DataConfig } from '../../../shared/data/config';
import type { FittedPreprocessing } from '../../../shared/data/fitted';
import type { Result } from '../../../shared/result';
import type { EventMessage } from '../../../shared/run/events';
import type { Engines } from '../backends';
import type { OpenedData } from '../data/dataset';
import type { EngineChoice } from '../engineChoice';

export interface RunSurroundings {
  readonly engines: Engines;
  /** Absent: where the choice is left to us the first engine that is there trains. */
  readonly choice?: EngineChoice;
  openData(
    config: DataConfig,
    fitted: FittedPreprocessing | undefined,
    watch: { readonly signal: AbortSignal },
  ): Promise<Result<OpenedData>>;
  send(message: EventMessage): void;
  /** At an epoch's end a checkpoint is written when the last one is at least this old. */
  readonly saveAfterMs: number;
  /** Within an epoch likewise. */
  readonly saveWithinEpochMs: number;
}
