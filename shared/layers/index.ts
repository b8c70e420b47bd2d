// The list of all layers, in the order of the palette. A new layer is one file and one line here.
import { activation } from './activation';
import { add } from './add';
import { alphaDropout } from './alphaDropout';
import { average } from './average';
import { averagePooling1d } from './averagePooling1d';
import { averagePooling2d } from './averagePooling2d';
import { batchNormalization } from './batchNormalization';
import { bidirectional } from './bidirectional';
import { concatenate } from './concatenate';
import { conv1d } from './conv1d';
import { conv2d } from './conv2d';
import { conv2dTranspose } from './conv2dTranspose';
import { conv3d } from './conv3d';
import { convLstm2d } from './convLstm2d';
import { cropping2d } from './cropping2d';
import { dense } from './dense';
import { depthwiseConv2d } from './depthwiseConv2d';
import { dot } from './dot';
import { dropout } from './dropout';
import { elu } from './elu';
import { embedding } from './embedding';
import { flatten } from './flatten';
import { gaussianDropout } from './gaussianDropout';
import { gaussianNoise } from './gaussianNoise';
import { globalAveragePooling1d } from './globalAveragePooling1d';
import { globalAveragePooling2d } from './globalAveragePooling2d';
import { globalMaxPooling1d } from './globalMaxPooling1d';
import { globalMaxPooling2d } from './globalMaxPooling2d';
import { gru } from './gru';
import { input } from './input';
import { layerNormalization } from './layerNormalization';
import { leakyReLU } from './leakyReLU';
import { lstm } from './lstm';
import { maximum } from './maximum';
import { maxPooling1d } from './maxPooling1d';
import { maxPooling2d } from './maxPooling2d';
import { maxPooling3d } from './maxPooling3d';
import { minimum } from './minimum';
import { multiply } from './multiply';
import { output } from './output';
import { permute } from './permute';
import { prelu } from './prelu';
import { repeatVector } from './repeatVector';
import { reshape } from './reshape';
import { separableConv2d } from './separableConv2d';
import { simpleRnn } from './simpleRnn';
import { softmax } from './softmax';
import { spatialDropout1d } from './spatialDropout1d';
import { timeDistributed } from './timeDistributed';
import { upSampling2d } from './upSampling2d';
import { zeroPadding2d } from './zeroPadding2d';
import { families as allFamilies } from './families';
import type { FamilyDefinition } from './families';
import type { LayerDefinition } from './layer';
import { searchIn } from './search';

export type { FamilyDefinition } from './families';

export const layers: readonly LayerDefinition[] = [
  input,
  output,
  dense,
  embedding,
  conv1d,
  conv2d,
  conv3d,
  depthwiseConv2d,
  separableConv2d,
  conv2dTranspose,
  maxPooling1d,
  maxPooling2d,
  maxPooling3d,
  averagePooling1d,
  averagePooling2d,
  globalMaxPooling1d,
  globalMaxPooling2d,
  globalAveragePooling1d,
  globalAveragePooling2d,
  simpleRnn,
  lstm,
  gru,
  bidirectional,
  timeDistributed,
  convLstm2d,
  batchNormalization,
  layerNormalization,
  dropout,
  spatialDropout1d,
  gaussianNoise,
  gaussianDropout,
  alphaDropout,
  activation,
  leakyReLU,
  prelu,
  elu,
  softmax,
  flatten,
  reshape,
  permute,
  repeatVector,
  zeroPadding2d,
  cropping2d,
  upSampling2d,
  add,
  concatenate,
  multiply,
  average,
  maximum,
  minimum,
  dot,
];

/** The groups of the palette that have a layer, in its order. */
export const families: readonly FamilyDefinition[] = allFamilies.filter(({ id }) =>
  layers.some(({ family }) => family === id),
);

const byKind: ReadonlyMap<string, LayerDefinition> = new Map(layers.map((layer) => [layer.kind, layer]));

/** The definition of a kind; undefined for a kind that this version does not know. */
export function findLayer(kind: string): LayerDefinition | undefined {
  return byKind.get(kind);
}

/** Layers that match what a person typed, the best first; see `searchIn`. */
export function searchLayers(query: string): readonly LayerDefinition[] {
  return searchIn(layers, query);
}
