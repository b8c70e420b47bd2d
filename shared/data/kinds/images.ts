// Pictures sorted into classes: a folder or zip with one folder per class, or a bundled set.
import { choice, int } from '../../params';
import type { Problem } from '../../result';
import { spec as tensorSpec } from '../../shape';
import type { DataConfig, ImageConfig } from '../config';
import { scalingOptions } from '../pictureScalings';
import type { DataSpec } from '../spec';
import { type DataKindDefinition, checkClasses, count, dataProblem, sortedTargets } from './kind';

/** Names of the one input and the one target of a picture set. */
export const imageInput = 'image';
export const imageTarget = 'class';

/** Names of the inputs and the target where samples are pairs of pictures, and the two answers in index order. */
export const pairInputs = ['left', 'right'] as const;
export const pairTarget = 'same';
export const pairWords: readonly string[] = ['different', 'same'];

/** How pictures are brought to one size and range; every kind of data made of pictures has these. */
export const pictureParams = {
  width: int({
    title: 'Width',
    help: 'Every picture is brought to this width before the network sees it. At 0 Layerloom decides.',
    default: 0,
    min: 0,
    max: 1024,
    unit: 'px',
  }),
  height: int({
    title: 'Height',
    help: 'Every picture is brought to this height before the network sees it. At 0 Layerloom decides.',
    default: 0,
    min: 0,
    max: 1024,
    unit: 'px',
  }),
  framing: choice({
    title: 'Other shapes',
    help: 'How a picture that is not of this shape comes to have it.',
    default: 'stretch',
    options: [
      { value: 'stretch', title: 'Stretch', help: 'The whole picture, made wider or narrower until it fits.' },
      { value: 'crop', title: 'Crop to fill', help: 'Proportions stay; what stands over at two sides is cut off.' },
      { value: 'padBlack', title: 'Black border', help: 'Proportions stay and nothing is cut off; the rest is black.' },
      {
        value: 'padEdge',
        title: 'Border of the edge',
        help: 'Proportions stay and nothing is cut off; the rest repeats the colours of the edge.',
      },
    ],
  }),
  colour: choice({
    title: 'Colour',
    help: 'Grey pictures have one channel and train faster; colour pictures have three.',
    default: 'auto',
    options: [
      { value: 'auto', title: 'Decide', help: 'Grey if all pictures looked at are grey, else colour.' },
      { value: 'grey', title: 'Grey', help: 'One channel: 0.299 red + 0.587 green + 0.114 blue.' },
      { value: 'colour', title: 'Colour', help: 'Three channels: red, green, blue.' },
    ],
  }),
  scaling: choice({
    title: 'Scaling',
    help: 'The range into which pixel values from 0 to 255 are brought.',
    default: 'zeroToOne',
    options: scalingOptions,
  }),
};

const params = {
  ...pictureParams,
  pairs: int({
    title: 'Pairs',
    help: 'At 0 each picture is a sample. From 1 on, samples are pairs of pictures and the network learns whether both are of one class: this many equal and as many different partners for every picture.',
    default: 0,
    min: 0,
    max: 20,
    unit: 'per picture',
    advanced: true,
  }),
};

function describeImages(config: DataConfig): DataSpec {
  const images = config.images;
  if (images === undefined) return { inputs: {}, targets: {}, sampleCount: 0 };
  const { width, height, channels, classes, pairs } = images;
  if (pairs !== undefined) {
    const picture = { modality: 'image', tensor: tensorSpec([height, width, channels]) } as const;
    const [left, right] = pairInputs;
    return {
      inputs: { [left]: { title: 'Left', ...picture }, [right]: { title: 'Right', ...picture } },
      targets: { [pairTarget]: { title: 'Same or different', task: 'binary', classes: pairWords } },
      sampleCount: 2 * pairs * images.imageCount,
    };
  }
  return {
    inputs: { [imageInput]: { title: 'Image', modality: 'image', tensor: tensorSpec([height, width, channels]) } },
    targets: sortedTargets(imageTarget, 'Class', classes),
    sampleCount: images.imageCount,
  };
}

/** The classes of a network that was trained elsewhere, with a few pictures to try it on: most have none. */
export function hasForeignClasses({ classes, classCounts }: ImageConfig): boolean {
  const empty = classes.filter((_, i) => classCounts[i] === 0).length;
  return classes.length >= 20 && 2 * empty > classes.length;
}

function checkImages(config: DataConfig): readonly Problem[] {
  const images = config.images;
  if (images === undefined || images.imageCount === 0) {
    return [
      dataProblem(
        'error',
        'data.images.none',
        'There are no pictures. Choose a folder that holds one folder of pictures per class.',
      ),
    ];
  }
  const empty = images.classes.filter((_, i) => images.classCounts[i] === 0);
  const foreign = hasForeignClasses(images);
  const problems = foreign ? [] : [...checkClasses(imageTarget, images.classes, images.classCounts)];
  if (foreign) {
    problems.push(
      dataProblem(
        'hint',
        'data.images.fewClasses',
        `Only ${images.classes.length - empty.length} of ${images.classes.length.toLocaleString('en')} classes have pictures. A trained network can be tried on them; training on them would make it forget the others.`,
      ),
    );
  } else if (empty.length > 0) {
    problems.push(
      dataProblem(
        'warning',
        'data.images.emptyClass',
        `The class "${empty[0]}"${empty.length > 1 ? ` and ${empty.length - 1} more` : ''} has no readable picture, so it can never be learned. Add pictures or remove the folder.`,
      ),
    );
  }
  if (images.unreadable.length > 0) {
    const [first] = images.unreadable;
    problems.push(
      dataProblem(
        'warning',
        'data.images.unreadable',
        `${images.unreadable.length >= 100 ? '100 or more files' : count(images.unreadable.length, 'file')} could not be used as pictures, for example ${first!.file}: ${first!.reason}`,
      ),
    );
  }
  if (images.width * images.height > 256 * 256) {
    problems.push(
      dataProblem(
        'hint',
        'data.images.large',
        `Pictures of ${images.width} by ${images.height} pixels train slowly. 64 by 64 is often enough to begin with.`,
      ),
    );
  }
  return problems;
}

export const images: DataKindDefinition = {
  id: 'images',
  title: 'Images',
  summary: 'Pictures sorted into classes: a folder or a zip file that holds one folder per class.',
  icon: 'Images',
  extensions: ['.zip'],
  folders: true,
  params,
  reason: ({ images }) =>
    images?.classCounts.some((count) => count > 0) === true
      ? 'Pictures that lie in one folder per class.'
      : 'Pictures in one folder, without folders of classes: give them theirs under "Label".',
  spec: describeImages,
  check: checkImages,
};
