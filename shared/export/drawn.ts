// Which answers of many numbers an exported page can show: pictures, tagged texts and bands, texts that are written.
import type { FittedPreprocessing, FittedTarget } from '../data/fitted';

/**
 * A class for every token or row; a text that is written; a class for every pixel, boxes around things, a picture given back
 * or made of noise; null for any other answer.
 */
export function drawnAs(
  target: FittedTarget,
  inputs: FittedPreprocessing['inputs'],
): 'places' | 'text' | 'mask' | 'boxes' | 'picture' | 'made' | null {
  if (target.task === 'classification' && target.places !== undefined) return 'places';
  if (writtenBy(target) !== null) return 'text';
  const hasPicture = Object.values(inputs).some(({ modality }) => modality === 'image');
  if (!hasPicture) return null;
  if (target.task === 'detection') return 'boxes';
  if (target.task === 'regression') {
    if (inputs[target.imitates ?? '']?.modality === 'image') return 'made';
    return inputs[target.rebuilds ?? '']?.modality === 'image' ? 'picture' : null;
  }
  return target.task === 'classification' && target.shape?.length === 2 ? 'mask' : null;
}

/** The text input that an answer goes on with, and how; null for an answer that is no next token. */
export function writtenBy(
  target: FittedTarget,
): { readonly source: string; readonly how: 'continues' | 'follows' } | null {
  if (target.task === 'regression') return null;
  if (target.continues !== undefined) return { source: target.continues, how: 'continues' };
  return target.follows === undefined ? null : { source: target.follows, how: 'follows' };
}
