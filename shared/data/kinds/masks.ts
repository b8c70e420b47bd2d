// Pictures with masks: every pixel of a picture has a class, given by the pixel of a second picture. For segmentation.
import { choice, text } from '../../params';
import type { Problem } from '../../result';
import { spec as tensorSpec } from '../../shape';
import type { DataConfig, MaskConfig } from '../config';
import type { DataSpec } from '../spec';
import { imageInput, pictureParams } from './images';
import { type DataKindDefinition, count, dataProblem } from './kind';

/** Name of the one target of pictures with masks. */
export const maskTarget = 'mask';

/** How training pictures are varied, with what is marked on them. */
export const variationParam = choice({
  title: 'Vary training pictures',
  help: 'Shows training pictures in other positions as well, together with what is marked on them. More variety without more pictures; validation and test stay as they are.',
  default: 'none',
  options: [
    { value: 'none', title: 'Not at all', help: 'Every picture as it is.' },
    { value: 'mirror', title: 'Mirrored', help: 'Every second time left and right are exchanged.' },
    {
      value: 'flips',
      title: 'Mirrored and upside down',
      help: 'For pictures without a top, such as those from above.',
    },
    {
      value: 'turns',
      title: 'All eight positions',
      help: 'Quarter turns as well, where pictures are as wide as they are high.',
    },
  ],
});

const params = {
  ...pictureParams,
  names: text({
    title: 'Class names',
    help: 'Names of the classes in the order of their pixel values, with commas between them. Left empty, they are named after their values.',
    default: '',
    maxLength: 5000,
  }),
  ignored: text({
    title: 'Value without a class',
    help: 'Pixels with this value count in neither training nor figures: a number such as 255, or a colour such as #ffffff. "auto" follows the usual convention, "none" uses every pixel.',
    default: 'auto',
    maxLength: 20,
    pattern: {
      matches: /^(auto|none|\d{1,5}|#[0-9a-fA-F]{6})$/u,
      says: '"auto", "none", a number such as 255 or a colour such as #ffffff',
    },
  }),
  variation: variationParam,
};

/** Whether some pixels count in neither training nor figures: those with the value that says so, and those of a border. */
const leavesPixelsOut = ({ ignored, framing }: MaskConfig): boolean =>
  ignored !== undefined || framing === 'padBlack' || framing === 'padEdge';

function describeMasks(config: DataConfig): DataSpec {
  const masks = config.masks;
  if (masks === undefined) return { inputs: {}, targets: {}, sampleCount: 0 };
  const { width, height, channels, classes } = masks;
  return {
    inputs: { [imageInput]: { title: 'Image', modality: 'image', tensor: tensorSpec([height, width, channels]) } },
    targets: {
      [maskTarget]: {
        title: 'Mask',
        task: 'classification',
        classes,
        shape: [height, width],
        // The code after the last class.
        ...(leavesPixelsOut(masks) ? { ignores: classes.length } : {}),
      },
    },
    sampleCount: masks.imageCount,
  };
}

function checkMasks(config: DataConfig): readonly Problem[] {
  const masks = config.masks;
  if (masks === undefined || masks.imageCount === 0) {
    return [
      dataProblem(
        'error',
        'data.masks.none',
        'There are no pictures with masks. Choose a folder that holds a folder "images" and a folder "masks" with files of the same names.',
      ),
    ];
  }
  const { classes, classCounts, unreadable, width, height } = masks;
  const problems: Problem[] = [];
  if (classes.length < 2) {
    problems.push(
      dataProblem(
        'error',
        'data.masks.oneClass',
        `All masks hold a single value only${classes.length === 1 ? ` ("${classes[0]}")` : ''}, so there is nothing to tell apart. Choose masks with at least two values, or let every value count under "Value without a class".`,
      ),
    );
  }
  const total = classCounts.reduce((sum, n) => sum + n, 0);
  const least = Math.min(...classCounts);
  if (classes.length >= 2 && total > 0 && least / total < 0.005) {
    problems.push(
      dataProblem(
        'hint',
        'data.masks.rare',
        `Only ${((100 * least) / total).toFixed(2)} % of all pixels are "${classes[classCounts.indexOf(least)]}". The Dice loss and mean IoU treat such a small class more fairly than cross-entropy and accuracy.`,
      ),
    );
  }
  if (unreadable.length > 0) {
    const [first] = unreadable;
    problems.push(
      dataProblem(
        'warning',
        'data.masks.unreadable',
        `${unreadable.length >= 100 ? '100 or more files' : count(unreadable.length, 'file')} could not be used, for example ${first!.file}: ${first!.reason}`,
      ),
    );
  }
  if (width % 8 !== 0 || height % 8 !== 0) {
    problems.push(
      dataProblem(
        'hint',
        'data.masks.size',
        `Networks for masks halve the picture and double it again, which works out evenly for sides that are multiples of 8. ${width} by ${height} is not: choose ${8 * Math.max(1, Math.round(width / 8))} by ${8 * Math.max(1, Math.round(height / 8))} under "Reading".`,
      ),
    );
  }
  if (width * height > 256 * 256) {
    problems.push(
      dataProblem(
        'hint',
        'data.masks.large',
        `Pictures of ${width} by ${height} pixels train slowly, since every pixel gets an answer. 64 by 64 or 128 by 128 is often enough to begin with.`,
      ),
    );
  }
  return problems;
}

export const masks: DataKindDefinition = {
  id: 'masks',
  title: 'Images with masks',
  summary: 'Pictures and, for each, a second picture that says which class every pixel belongs to.',
  icon: 'Paintbrush',
  extensions: ['.zip', '.csv', '.tsv', '.txt'],
  folders: true,
  params,
  reason: () => 'Each picture has a second one that marks its pixels.',
  spec: describeMasks,
  check: checkMasks,
};
