// Training settings to start from, made from what the data gives: as many epochs as a small set needs, as few as a
// large one allows.
import type { DataSpec } from '../data/spec';
import { languageModel } from '../recipes/languageModel';
import { defaultTraining, type TrainingConfig } from './training';

/** Sensible for the size of the data; everything else stays at its default. Texts without classes are there to be continued. */
export function suggestTraining(data: DataSpec): TrainingConfig {
  const texts = Object.values(data.inputs).some(({ modality }) => modality === 'text');
  const plain = texts && data.sampleCount > 0 && Object.keys(data.targets).length === 0;
  const suggested = bySize(data);
  return plain ? { ...suggested, recipe: { id: languageModel.id, params: {} } } : suggested;
}

function bySize(data: DataSpec): TrainingConfig {
  const { sampleCount } = data;
  const pictures = Object.values(data.inputs).some(({ modality }) => ['image', 'audio', 'video'].includes(modality));
  if (sampleCount === 0) return defaultTraining;
  const masks = Object.values(data.targets).some(({ task, shape }) => task === 'classification' && shape?.length === 2);
  if (Object.values(data.targets).some(({ task }) => task === 'detection')) {
    return { ...defaultTraining, epochs: 25, batchSize: 16, metrics: ['boxesFound', 'boxOverlap'] };
  }
  if (pictures && masks) {
    // Most pixels are background: accuracy alone says little, and there are many answers in every picture.
    return { ...defaultTraining, epochs: 20, batchSize: 16, metrics: ['meanIoU', 'accuracy'] };
  }
  if (pictures) {
    return { ...defaultTraining, epochs: sampleCount < 3000 ? 15 : 5, batchSize: sampleCount < 3000 ? 32 : 64 };
  }
  if (sampleCount < 500) {
    return {
      ...defaultTraining,
      epochs: 50,
      batchSize: 16,
      optimizerParams: { ...defaultTraining.optimizerParams, learningRate: 0.005 },
    };
  }
  if (sampleCount < 5000) return { ...defaultTraining, epochs: 30, batchSize: 32 };
  return { ...defaultTraining, epochs: 10, batchSize: sampleCount < 50_000 ? 64 : 256 };
}

/** True while nobody has touched the settings: then new data may bring its own. */
export function isUntouched(training: TrainingConfig, data: DataSpec | null): boolean {
  const same = (other: TrainingConfig) => JSON.stringify(training) === JSON.stringify(other);
  return same(defaultTraining) || (data !== null && same(suggestTraining(data)));
}
