// All operations of our own, for whoever reads saved files: the engine, and predict.js in an export.
import { ownActivations } from '../../../choices/activations';
import type { TensorFlow } from '../../layer';
import { registerCausalConv1d } from '../causal';
import { heedMasks } from '../masks';
import { registerResetAfterGru } from '../resetAfter';
import { type Operation, registerOperation } from '../ownLayer';
import { attentionPooling, dotAttention, multiHeadAttention } from './attention';
import { cosineSimilarity, distance, sampling } from './heads';
import { elementwise, layerScale, power, stopGradient, subtract } from './elementwise';
import { groupNormalization, normalization, rmsNormalization, unitNormalization } from './normalizing';
import { depthToSpace, resizing, spaceToDepth, squeezeAndExcite } from './pictures';
import { positionEmbedding, rotaryEmbedding, sinusoidalPosition, tokenAndPosition } from './positions';
import { part, slice } from './cutting';
import { spatialDropout } from './dropping';
import { randomHue, randomSaturation } from './colouring';
import {
  randomBrightness,
  randomContrast,
  randomCrop,
  randomFlip,
  randomRotation,
  randomTranslation,
  randomZoom,
} from './augmenting';

// Each operation's settings are those that its own definition wrote.
const operations = [
  attentionPooling,
  cosineSimilarity,
  depthToSpace,
  distance,
  dotAttention,
  elementwise,
  groupNormalization,
  layerScale,
  multiHeadAttention,
  normalization,
  part,
  positionEmbedding,
  power,
  randomBrightness,
  randomContrast,
  randomCrop,
  randomFlip,
  randomHue,
  randomRotation,
  randomSaturation,
  randomTranslation,
  randomZoom,
  resizing,
  rmsNormalization,
  rotaryEmbedding,
  sampling,
  sinusoidalPosition,
  slice,
  spaceToDepth,
  spatialDropout,
  squeezeAndExcite,
  stopGradient,
  subtract,
  tokenAndPosition,
  unitNormalization,
] as unknown as readonly Operation[];

/** Lets this tfjs read every layer and activation of our own back from a saved file, and heed empty steps as Keras does. */
export function registerOwn(tf: TensorFlow): void {
  heedMasks(tf);
  for (const operation of operations) registerOperation(tf, operation);
  registerCausalConv1d(tf);
  registerResetAfterGru(tf);
  for (const { name, apply } of ownActivations) {
    class OwnActivation extends tf.serialization.Serializable {
      static readonly className = name;
      getConfig(): Record<string, never> {
        return {};
      }
      apply(x: import('@tensorflow/tfjs').Tensor): import('@tensorflow/tfjs').Tensor {
        return tf.tidy(() => apply(tf, x));
      }
    }
    tf.serialization.registerClass(OwnActivation);
  }
}
