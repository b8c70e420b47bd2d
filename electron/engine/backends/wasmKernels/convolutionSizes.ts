// Where the windows of a convolution lie, as tfjs works it out.
import type { TensorFlow } from '../../../../shared/layers/layer';

/** Numbers to add before and after an axis. */
export type Sides = [before: number, after: number];

export interface ConvolutionAttributes {
  readonly strides: number | readonly [number, number];
  readonly pad: 'same' | 'valid' | number;
  readonly dilations?: number | readonly [number, number];
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

export interface AxisSizes {
  readonly sides: Sides;
  readonly stride: number;
  readonly dilation: number;
  /** Windows along the axis. */
  readonly windows: number;
}

/** `input` is [batch, height, width, channels]; `filter` [height, width, in, out or multiplier]. */
export function convolutionSizes(
  tf: TensorFlow,
  input: readonly number[],
  filter: readonly number[],
  { strides, pad, dilations = 1, dimRoundingMode }: ConvolutionAttributes,
  depthwise = false,
): { readonly rows: AxisSizes; readonly columns: AxisSizes } {
  const info = tf.backend_util.computeConv2DInfo(
    input as [number, number, number, number],
    filter as [number, number, number, number],
    strides as number | [number, number],
    dilations as number | [number, number],
    pad,
    dimRoundingMode,
    depthwise,
  );
  const { padInfo } = info;
  return {
    rows: {
      sides: [padInfo.top, padInfo.bottom],
      stride: info.strideHeight,
      dilation: info.dilationHeight,
      windows: info.outHeight,
    },
    columns: {
      sides: [padInfo.left, padInfo.right],
      stride: info.strideWidth,
      dilation: info.dilationWidth,
      windows: info.outWidth,
    },
  };
}
