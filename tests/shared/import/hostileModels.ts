// Models of one layer in the formats that are imported, to be made harmful or broken by the tests beside it.
import { type Hdf5Group, writeHdf5 } from '../../../shared/export/hdf5';

const input = {
  class_name: 'InputLayer',
  config: { batch_input_shape: [null, 4], name: 'in' },
  name: 'in',
  inbound_nodes: [],
};
export const dense = (more: object = {}, config: object = {}) => ({
  class_name: 'Dense',
  config: { name: 'd', units: 2, activation: 'relu', ...config },
  name: 'd',
  inbound_nodes: [[['in', 0, 0, {}]]],
  ...more,
});
/** Keras 3's wires of an operation with a number in it. */
export const operation = (className: string, ...args: readonly (number | 'x')[]) => {
  const x = { class_name: '__keras_tensor__', config: { keras_history: ['in', 0, 0] } };
  return dense({
    class_name: className,
    config: { name: 'd' },
    inbound_nodes: [{ args: args.map((one) => (one === 'x' ? x : one)), kwargs: {} }],
  });
};
export const topology = (...layers: readonly object[]) => ({
  class_name: 'Model',
  config: { name: 'm', layers: [input, ...layers], input_layers: [['in', 0, 0]], output_layers: [['d', 0, 0]] },
});
const manifest = (paths: readonly string[], weights: readonly object[]) => [{ paths, weights }];
export const good = [
  { name: 'd/kernel', shape: [4, 2], dtype: 'float32' },
  { name: 'd/bias', shape: [2], dtype: 'float32' },
];
export const tfjs = (paths: readonly string[], weights: readonly object[] = good, model: object = topology(dense())) =>
  JSON.stringify({ format: 'layers-model', modelTopology: model, weightsManifest: manifest(paths, weights) });
const group = (
  members: { readonly [name: string]: Hdf5Group['members'] extends ReadonlyMap<string, infer M> ? M : never },
  attributes = {},
): Hdf5Group => ({
  attributes,
  members: new Map(Object.entries(members)),
});
export const h5 = (model: object, weights: { readonly [name: string]: { shape: number[]; data: Float32Array } }) =>
  writeHdf5(
    group(
      {
        model_weights: group({
          d: group({ d: group(weights) }, { weight_names: Object.keys(weights).map((name) => `d/${name}`) }),
        }),
      },
      { model_config: JSON.stringify(model) },
    ),
  );
export const kernel = { shape: [4, 2], data: new Float32Array(8) };
export const bias = { shape: [2], data: new Float32Array(2) };
export const patched = (data: Uint8Array, find: string, replace: string): Uint8Array => {
  const text = Buffer.from(data).toString('latin1');
  return Buffer.from(text.replace(find, replace), 'latin1');
};
