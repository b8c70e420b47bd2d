// The list of all layers, in the order of the palette. A new layer is one file and one line here.
import { activation } from './activation';
import { add } from './add';
import { alphaDropout } from './alphaDropout';
import { attention } from './attention';
import { attentionPooling } from './attentionPooling';
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
import { cosineSimilarity } from './cosineSimilarity';
import { cropping2d } from './cropping2d';
import { crossAttention } from './crossAttention';
import { dense } from './dense';
import { depthToSpace } from './depthToSpace';
import { depthwiseConv2d } from './depthwiseConv2d';
import { distance } from './distance';
import { dot } from './dot';
import { dropout } from './dropout';
import { elementwise } from './elementwise';
import { elu } from './elu';
import { embedding } from './embedding';
import { flatten } from './flatten';
import { gaussianDropout } from './gaussianDropout';
import { gaussianNoise } from './gaussianNoise';
import { globalAveragePooling1d } from './globalAveragePooling1d';
import { globalAveragePooling2d } from './globalAveragePooling2d';
import { globalMaxPooling1d } from './globalMaxPooling1d';
import { globalMaxPooling2d } from './globalMaxPooling2d';
import { groupNormalization } from './groupNormalization';
import { gru } from './gru';
import { input } from './input';
import { instanceNormalization } from './instanceNormalization';
import { layerNormalization } from './layerNormalization';
import { layerScale } from './layerScale';
import { leakyReLU } from './leakyReLU';
import { lstm } from './lstm';
import { masking } from './masking';
import { maximum } from './maximum';
import { maxPooling1d } from './maxPooling1d';
import { maxPooling2d } from './maxPooling2d';
import { maxPooling3d } from './maxPooling3d';
import { minimum } from './minimum';
import { multiHeadAttention } from './multiHeadAttention';
import { multiply } from './multiply';
import { normalization } from './normalization';
import { output } from './output';
import { permute } from './permute';
import { positionEmbedding } from './positionEmbedding';
import { power } from './power';
import { prelu } from './prelu';
import { randomBrightness } from './randomBrightness';
import { randomContrast } from './randomContrast';
import { randomCrop } from './randomCrop';
import { randomFlip } from './randomFlip';
import { randomHue } from './randomHue';
import { randomRotation } from './randomRotation';
import { randomSaturation } from './randomSaturation';
import { randomTranslation } from './randomTranslation';
import { randomZoom } from './randomZoom';
import { repeatVector } from './repeatVector';
import { rescaling } from './rescaling';
import { reshape } from './reshape';
import { resizing } from './resizing';
import { rmsNormalization } from './rmsNormalization';
import { rotaryEmbedding } from './rotaryEmbedding';
import { sampling } from './sampling';
import { separableConv2d } from './separableConv2d';
import { simpleRnn } from './simpleRnn';
import { sinusoidalPosition } from './sinusoidalPosition';
import { slice } from './slice';
import { softmax } from './softmax';
import { spaceToDepth } from './spaceToDepth';
import { spatialDropout1d } from './spatialDropout1d';
import { spatialDropout2d } from './spatialDropout2d';
import { spatialDropout3d } from './spatialDropout3d';
import { splitPart } from './splitPart';
import { squeezeAndExcite } from './squeezeAndExcite';
import { stopGradient } from './stopGradient';
import { subtract } from './subtract';
import { timeDistributed } from './timeDistributed';
import { tokenAndPositionEmbedding } from './tokenAndPositionEmbedding';
import { unitNormalization } from './unitNormalization';
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
  rescaling,
  normalization,
  resizing,
  randomFlip,
  randomRotation,
  randomTranslation,
  randomZoom,
  randomCrop,
  randomContrast,
  randomBrightness,
  randomHue,
  randomSaturation,
  dense,
  embedding,
  tokenAndPositionEmbedding,
  positionEmbedding,
  stopGradient,
  conv1d,
  conv2d,
  conv3d,
  depthwiseConv2d,
  separableConv2d,
  conv2dTranspose,
  squeezeAndExcite,
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
  masking,
  multiHeadAttention,
  crossAttention,
  attention,
  attentionPooling,
  sinusoidalPosition,
  rotaryEmbedding,
  batchNormalization,
  layerNormalization,
  groupNormalization,
  instanceNormalization,
  rmsNormalization,
  unitNormalization,
  layerScale,
  dropout,
  spatialDropout1d,
  spatialDropout2d,
  spatialDropout3d,
  gaussianNoise,
  gaussianDropout,
  alphaDropout,
  activation,
  leakyReLU,
  prelu,
  elu,
  softmax,
  elementwise,
  power,
  flatten,
  reshape,
  permute,
  repeatVector,
  zeroPadding2d,
  cropping2d,
  upSampling2d,
  depthToSpace,
  spaceToDepth,
  slice,
  splitPart,
  add,
  concatenate,
  multiply,
  average,
  maximum,
  minimum,
  dot,
  subtract,
  cosineSimilarity,
  distance,
  sampling,
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
