// First look at a set of clips: classes, how long they are, a size and a number of pictures to start with.
import type { DataConfig, DataSource } from '../../../../shared/data/config';
import { splitOfClasses } from '../../../../shared/data/guess';
import { video as videoKind } from '../../../../shared/data/kinds/video';
import { defaultsOf } from '../../../../shared/params';
import type { ParamValues } from '../../../../shared/result';
import { countLabels } from '../opened';
import { checkedOptions } from '../options';
import { type PictureOptions, preparedAs } from '../pictures/prepared';
import { type Watch, stop } from '../problem';
import { ColumnFinder } from '../sampleColumns';
import { openVideoSource } from './videoSource';

interface VideoOptions extends PictureOptions {
  readonly frames: number;
}

/** Pictures of a clip that are enough to tell most movements apart. */
const framesChosen = 12;

function videoOptions(values: ParamValues): VideoOptions {
  return checkedOptions(videoKind.params, values);
}

/** Throws a DataError where there are no clips to use. */
export async function inspectVideo(source: DataSource, values: ParamValues, watch: Watch): Promise<DataConfig> {
  const options = videoOptions(values);
  const opened = await openVideoSource(source, watch);
  const beside = new ColumnFinder();
  await opened.columns?.(beside);
  opened.close();
  const { classes, labels, lengths, unreadable, survey, notes } = opened;
  if (labels.length === 0) {
    const [first] = unreadable;
    stop(
      'data.video.none',
      `"${opened.name}" holds no clip that can be read${first === undefined ? '.' : `, for example ${first.file}: ${first.reason}`} Choose a folder with one folder per class, and in it one folder of pictures per clip.`,
    );
  }
  const sorted = [...lengths].sort((a, b) => a - b);
  const usual = sorted[sorted.length >> 1]!;
  const coloured = survey?.grey === false;
  const prepared = preparedAs({ sizes: survey?.sizes ?? [], coloured, values, options });
  return {
    kind: 'video',
    source,
    options: { ...defaultsOf(videoKind.params), ...values, framing: prepared.framing },
    video: {
      frames: options.frames > 0 ? options.frames : Math.min(framesChosen, usual),
      ...prepared,
      classes,
      classCounts: countLabels(classes.length, labels),
      clipCount: labels.length,
      lengths: { shortest: sorted[0]!, median: usual, longest: sorted[sorted.length - 1]! },
      unreadable: unreadable.slice(0, 100),
    },
    ...beside.found(),
    ...splitOfClasses(opened.partFolders),
    fingerprint: opened.fingerprint,
    ...(notes.length > 0 ? { notes } : {}),
  };
}
