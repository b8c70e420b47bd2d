// Opens the data of a document for training, evaluation or prediction.
import type { DataConfig } from '../../../shared/data/config';
import type { FittedPreprocessing } from '../../../shared/data/fitted';
import type { Result } from '../../../shared/result';
import type { OpenedData } from './dataset';
import { openAudio } from './audio/openAudio';
import { openBoxes } from './boxes/openBoxes';
import { openImages } from './pictures/openImages';
import { openPairs } from './texts/openPairs';
import { openMasks } from './masks/openMasks';
import { openPicturePairs } from './pictures/openPicturePairs';
import { openSeries } from './series/openSeries';
import { openTable } from './tables/openTable';
import { openTags } from './texts/openTags';
import { openText } from './texts/openText';
import { openVideo } from './video/openVideo';
import { type Watch, settle } from './problem';

/** One by one, or two by two. */
const openPictures: typeof openImages = (config, fitted, watch) =>
  config.images?.pairs === undefined ? openImages(config, fitted, watch) : openPicturePairs(config, fitted, watch);

const openers = {
  table: openTable,
  images: openPictures,
  text: openText,
  series: openSeries,
  audio: openAudio,
  video: openVideo,
  pairs: openPairs,
  masks: openMasks,
  boxes: openBoxes,
  tags: openTags,
};

/**
 * Splits by the document's seed and fits preprocessing on the training part, unless `fitted` is given: that of a
 * finished run, whose numbers then stand. A source that changed since it was inspected opens with a warning as long as
 * its columns are there. Whoever opens it calls `close`.
 */
export async function openData(
  config: DataConfig,
  fitted?: FittedPreprocessing,
  watch: Watch = {},
): Promise<Result<OpenedData>> {
  const name = 'name' in config.source ? config.source.name : config.source.id;
  return settle(name, () => openers[config.kind](config, fitted, watch));
}
