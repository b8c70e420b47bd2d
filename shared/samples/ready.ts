// Projects that come with a network trained elsewhere, ready to answer: its weights are bundled (assets/models).
import type { DataConfig, DataSource } from '../data/config';
import type { Network, ProjectDocument } from '../network/document';
import type { ParamValues } from '../result';
import { defaultTraining } from '../run/training';
import { efficientnetLite0 } from './architectures/efficientnetLite0';
import { emptyDocument } from './empty';
import { bundled, type SampleGroup } from './sample';

export interface ReadyProject {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  readonly group: SampleGroup;
  /** Further words that it is found by. */
  readonly synonyms: readonly string[];
  /** Name of a lucide icon. */
  readonly icon: string;
  /** Id of a bundled model. */
  readonly weights: string;
  /** What the run that holds the weights is called. */
  readonly run: string;
  /** A few samples to try it on, with all the classes that it knows. */
  readonly source: DataSource;
  readonly options: ParamValues;
  readonly notes: string;
  network(): Network;
}

const photoClasses: ReadyProject = {
  id: 'photo-classes',
  title: 'Photo classes',
  group: 'vision',
  synonyms: ['imagenet', 'efficientnet', 'pretrained', 'image classification', 'webcam', 'transfer learning'],
  icon: 'Camera',
  summary:
    'A network that knows 1,000 things, from abacus to zucchini: drop a photo or hold something into the camera.',
  weights: 'efficientnet-lite0',
  run: 'Trained on ImageNet',
  source: bundled('photos'),
  options: { width: 224, height: 224 },
  notes:
    'EfficientNet-Lite0 with its weights from ImageNet, a set of 1.28 million photos in 1,000 classes: dogs and birds in great detail, many things of daily life not at all. Whatever it is shown, it answers with one of these 1,000.',
  network: efficientnetLite0.network,
};

export const readyProjects: readonly ReadyProject[] = [photoClasses];

export function findReady(id: string): ReadyProject | undefined {
  return readyProjects.find((ready) => ready.id === id);
}

/** The project as a document, once its samples have been read; all of them are there to be tried, none to be learned. */
export function documentOfReady(ready: ReadyProject, id: string, data: DataConfig): ProjectDocument {
  return {
    ...emptyDocument(id, ready.title),
    data: { ...data, split: { ...data.split, train: 0, validation: 0, test: 1 } },
    network: ready.network(),
    training: { ...defaultTraining, batchSize: 8 },
    notes: ready.notes,
  };
}
