// Clips sorted into classes: one folder of pictures for each clip, in one folder per class. What matters is what moves.
import { int } from '../../params';
import type { Problem } from '../../result';
import { spec as tensorSpec } from '../../shape';
import type { DataConfig } from '../config';
import type { DataSpec } from '../spec';
import { pictureParams } from './images';
import { type DataKindDefinition, checkClasses, count, dataProblem } from './kind';

/** Names of the one input and the one target of a set of clips. */
export const videoInput = 'video';
export const videoTarget = 'class';

const params = {
  frames: int({
    title: 'Pictures of each clip',
    help: 'How many pictures of every clip the network sees, evenly spread over it. At 0 Layerloom decides.',
    default: 0,
    min: 0,
    max: 64,
  }),
  ...pictureParams,
};

function describeVideo({ video }: DataConfig): DataSpec {
  if (video === undefined) return { inputs: {}, targets: {}, sampleCount: 0 };
  const { frames, width, height, channels, classes } = video;
  return {
    inputs: {
      [videoInput]: { title: 'Clip', modality: 'video', tensor: tensorSpec([frames, height, width, channels]) },
    },
    targets: { [videoTarget]: { title: 'Class', task: classes.length === 2 ? 'binary' : 'classification', classes } },
    sampleCount: video.clipCount,
  };
}

/** Numbers of a sample beyond which training is slow on most machines: 16 colour pictures of 64 by 64. */
const manyNumbers = 16 * 64 * 64 * 3;

function checkVideo({ video }: DataConfig): readonly Problem[] {
  if (video === undefined || video.clipCount === 0) {
    return [
      dataProblem(
        'error',
        'data.video.none',
        'There are no clips. Choose a folder that holds one folder per class, with one folder of pictures per clip in it.',
      ),
    ];
  }
  const { classes, classCounts, unreadable, frames, width, height, channels, lengths } = video;
  const problems = [...checkClasses(videoTarget, classes, classCounts)];
  if (unreadable.length > 0) {
    const [first] = unreadable;
    problems.push(
      dataProblem(
        'warning',
        'data.video.unreadable',
        `${unreadable.length >= 100 ? '100 or more files' : count(unreadable.length, 'file')} could not be used, for example ${first!.file}: ${first!.reason}`,
      ),
    );
  }
  if (lengths.shortest < frames) {
    problems.push(
      dataProblem(
        'hint',
        'data.video.short',
        `The shortest clip has ${count(lengths.shortest, 'picture')} and the network sees ${frames}: some of its pictures come several times.`,
        'frames',
      ),
    );
  }
  if (frames * width * height * channels > manyNumbers) {
    problems.push(
      dataProblem(
        'hint',
        'data.video.large',
        `Clips of ${frames} pictures of ${width} by ${height} pixels train slowly. Fewer or smaller pictures are often enough to begin with.`,
      ),
    );
  }
  return problems;
}

export const video: DataKindDefinition = {
  id: 'video',
  title: 'Video',
  summary:
    'Clips sorted into classes: a folder or a zip file with one folder per class, and in it one folder of pictures per clip.',
  icon: 'Film',
  extensions: ['.zip'],
  folders: true,
  params,
  reason: () => 'Numbered pictures two folders deep: each folder is a clip, in the folder of its class.',
  spec: describeVideo,
  check: checkVideo,
};
