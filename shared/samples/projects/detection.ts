// The sample project “Find the shapes”: object detection with a single-shot detector.
import { detector } from '../../network/suggestDetector';
import { adam, generated, type Sample } from '../sample';

export const detection: Sample = {
  id: 'detection',
  title: 'Find the shapes',
  group: 'vision',
  synonyms: ['object detection', 'yolo', 'ssd', 'bounding box', 'localization'],
  icon: 'SquareDashedMousePointer',
  seconds: 60,
  figure: {
    metric: 'meanAveragePrecision',
    atLeast: 0.7,
    beside: 'mAP at an overlap of one half; guessing gives about 0.',
  },
  summary: 'Draw a box around every circle, square and triangle in a picture, and say which is which.',
  source: generated('shape-boxes', {}),
  options: { variation: 'mirror' },
  training: {
    epochs: 16,
    batchSize: 16,
    optimizerParams: adam(0.004),
    schedule: { id: 'cosine', params: {} },
    metrics: ['boxesFound', 'boxOverlap'],
  },
  network: (data) => detector(data),
};
