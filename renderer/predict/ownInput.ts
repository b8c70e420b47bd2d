// What a person has put into an input of the network.
import type { PredictInput } from '../../shared/run/prediction';
import type { RowValues } from './RowForm';

/** A row of a form, or what the engine takes as it is; null while there is nothing. */
export type OwnInput = PredictInput | RowValues | null;

const inputTypes: { readonly [T in PredictInput['type']]: true } = {
  pixels: true,
  clip: true,
  sound: true,
  window: true,
  text: true,
  file: true,
  sample: true,
  row: true,
};

export const isInput = (own: PredictInput | RowValues): own is PredictInput =>
  typeof own['type'] === 'string' && Object.prototype.hasOwnProperty.call(inputTypes, own['type']);

export const isSample = (own: OwnInput | undefined): boolean =>
  own !== null && own !== undefined && isInput(own) && own.type === 'sample';
