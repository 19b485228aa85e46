import type { CurrentPass } from '../pass.ts';
import type { TfjsLayer } from '../tfjs-layers.ts';
import { batchNormalization } from './batch-normalization.ts';
import type { CallOf } from './call-of.ts';
import { categoryEncoding } from './category-encoding.ts';
import { convolution } from './convolution.ts';
import { linearDense } from './linear-dense.ts';
import { masking } from './masking.ts';
import { alphaDropout, cell, dropout, gaussianDropout, gaussianNoise } from './random-layers.ts';
import { thresholdedRelu } from './thresholded-relu.ts';

/** The layers that are replaced, by class. */
const CALLS: Readonly<Record<string, CallOf>> = {
  AlphaDropout: alphaDropout,
  BatchNormalization: batchNormalization,
  CategoryEncoding: categoryEncoding,
  Conv1D: convolution,
  Conv2D: convolution,
  Conv3D: convolution,
  ConvLSTM2DCell: cell,
  Dense: linearDense,
  Dropout: dropout,
  GaussianDropout: gaussianDropout,
  GaussianNoise: gaussianNoise,
  GRUCell: cell,
  LSTMCell: cell,
  Masking: masking,
  SeparableConv2D: convolution,
  SimpleRNNCell: cell,
  SpatialDropout1D: dropout,
  ThresholdedReLU: thresholdedRelu,
};

/** Has a layer compute what {@link CALLS} says. */
export function replaceCall(layer: TfjsLayer, key: string, passes: CurrentPass): void {
  const callOf = CALLS[layer.getClassName()];
  if (callOf) layer.call = callOf(layer, key, passes);
}
