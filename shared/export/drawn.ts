// Which answers of many numbers are pictures, so that an exported page can show them.
import type { FittedPreprocessing, FittedTarget } from '../data/fitted';

/** A class for every pixel, boxes around things, or a picture given back; null for any other answer. */
export function drawnAs(
  target: FittedTarget,
  inputs: FittedPreprocessing['inputs'],
): 'mask' | 'boxes' | 'picture' | null {
  const hasPicture = Object.values(inputs).some(({ modality }) => modality === 'image');
  if (!hasPicture) return null;
  if (target.task === 'detection') return 'boxes';
  if (target.task === 'regression') return inputs[target.rebuilds ?? '']?.modality === 'image' ? 'picture' : null;
  return target.task === 'classification' && target.shape?.length === 2 ? 'mask' : null;
}
