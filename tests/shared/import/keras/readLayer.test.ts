// Layers as Keras 3.15 writes them down (`get_config()`), and what they are here.
import { describe, expect, it } from 'vitest';
import { readLayer } from '../../../../shared/import/keras/readLayer';

const read = (className: string, config: object) => readLayer(className, config, 'The layer "x"', []);

describe('a layer of a Keras configuration', () => {
  it.each([
    ['RandomRotation', { factor: [-0.1, 0.1], fill_mode: 'nearest' }, { degrees: 36, fill: 'nearest' }],
    ['RandomContrast', { factor: [0, 0.2], value_range: [0, 255] }, { factor: 0.2, range: 'zeroTo255' }],
    ['RandomBrightness', { factor: [-0.2, 0.2], value_range: [-1, 1] }, { factor: 0.2, range: 'minusOneToOne' }],
    ['RandomHue', { factor: [0, 0.1], value_range: [0, 1] }, { degrees: 18, range: 'zeroToOne' }],
    ['RandomSaturation', { factor: [0.35, 0.65], value_range: [0, 255] }, { factor: 0.3, range: 'zeroTo255' }],
    ['RandomCrop', { height: 3, width: 4, seed: 5 }, { height: 3, width: 4 }],
    ['Normalization', { axis: [3], mean: null, variance: null, invert: false }, { numbers: 'weights', invert: false }],
    ['Normalization', { axis: [], mean: 0.5, variance: 4, invert: true }, { mean: [0.5], variance: [4], invert: true }],
    ['Rescaling', { scale: [0.5, 2], offset: 1 }, { mean: [1, 1], variance: [0.25, 4], invert: true }],
  ])('%s %j', (className, config, params) => {
    expect(read(className, config).params).toMatchObject(params);
  });

  it.each([
    ['RandomBrightness', { factor: [0, 0.2] }, /Up to must be a number .*\[0,0\.2\]/],
    ['RandomHue', { factor: [0.1, 0.2] }, /Up to must be a number/],
    ['RandomSaturation', { factor: [0, 0.2] }, /Up to must be a number/],
    ['RandomCrop', { width: 4 }, /Height must be a whole number/],
    ['Normalization', { axis: [1, 2], mean: null, variance: null }, /along other axes than the last/],
    ['Normalization', { axis: [3], mean: ['a'], variance: [1] }, /cannot be read as numbers/],
    ['Rescaling', { scale: [0.5, -2] }, /must be above 0/],
  ])('%s %j is refused', (className, config, says) => {
    expect(() => read(className, config)).toThrow(says);
  });
});
