// What the engine's methods are given: engines, the data room, exports, and a way to tell the host something.
import type { DataConfig, DataSource, Part } from '../../../shared/data/config';
import type { FittedInput, FittedPreprocessing } from '../../../shared/data/fitted';
import type { FoundMedia, MediaPiece } from '../../../shared/data/media';
import type { ParamValues, Problem, Result } from '../../../shared/result';
import type { DataGlance, DataPreview, PreviewRow } from '../../../shared/data/shown';
import type { EngineEvents, EngineMethods, PictureCache } from '../../../shared/run/engine';
import type { ExportReport } from '../../../shared/run/exported';
import type { PredictInput } from '../../../shared/run/prediction';
import type { EncodedInput } from '../answering/predict';
import type { Engines } from '../backends';
import type { OpenedData } from '../data/dataset';
import type { ChosenSource } from '../data/mediaFiles';
import type { EngineChoice } from '../engineChoice';
import type { ExportRequest, ExportServices } from '../export';
import type { ExportWatch } from '../export/watch';

export interface Watch {
  readonly onProgress?: (progress: { readonly done: number; readonly total: number; readonly message: string }) => void;
  readonly signal?: AbortSignal;
}

/** What the engine asks of its data room. */
export interface DataRoom {
  inspectData(source: DataSource, options: ParamValues, watch?: Watch): Promise<Result<DataConfig>>;
  glanceData(source: DataSource, options: ParamValues): Promise<Result<DataGlance>>;
  findMedia(sources: readonly ChosenSource[], watch?: Watch): Promise<Result<FoundMedia | null>>;
  readMedia(id: string, file: number, from: number): Promise<Result<MediaPiece>>;
  previewData(config: DataConfig, part: Part | 'all', offset: number, limit: number): Promise<Result<DataPreview>>;
  compareParts(config: DataConfig, watch?: Watch): Promise<Result<readonly Problem[]>>;
  showSamples(config: DataConfig, samples: readonly number[]): Promise<Result<readonly PreviewRow[]>>;
  /** Lends the set that previews keep open. */
  lendPreview<T>(config: DataConfig, use: (data: OpenedData) => Promise<T>): Promise<Result<T>>;
  openData(config: DataConfig, fitted?: FittedPreprocessing, watch?: Watch): Promise<Result<OpenedData>>;
  copySource(path: string, name: string, out: string, watch?: Watch): Promise<Result<null>>;
  encodeInput(fitted: FittedInput, input: PredictInput): Promise<Result<EncodedInput>>;
  /** Frees what is kept for previews. */
  closePreview(): void;
  pictureCache(request: Parameters<EngineMethods['pictureCache']>[0]): Promise<PictureCache>;
}

export type ExportRun = (
  request: ExportRequest,
  services: ExportServices,
  watch: ExportWatch,
) => Promise<Result<ExportReport>>;

export interface EngineSurroundings {
  readonly engines: Engines;
  readonly choice: EngineChoice;
  readonly data: DataRoom;
  readonly exportRun: ExportRun;
  send<E extends keyof EngineEvents>(event: E, payload: EngineEvents[E]): void;
}
