// Original file: libs/proto/chorus/v1/worker_service.proto

import type { WeightHistogram as _chorus_v1_WeightHistogram, WeightHistogram__Output as _chorus_v1_WeightHistogram__Output } from '../../chorus/v1/WeightHistogram.ts';

export interface EpochResult {
  /**
   * The epoch's number, from 1.
   */
  'epoch'?: (number);
  /**
   * The means over the epoch's training batches.
   */
  'loss'?: (number | string);
  'accuracy'?: (number | string);
  'seconds'?: (number | string);
  'samplesPerSecond'?: (number | string);
  'histograms'?: (_chorus_v1_WeightHistogram)[];
  /**
   * The learning rate of the epoch's last step, and the mean norm of the gradient over its steps; absent from versions that
   * do not tell them, the norm also where it is no finite number.
   */
  'learningRate'?: (number | string);
  'gradientNorm'?: (number | string);
  /**
   * The loss and accuracy on the validation samples after the epoch; absent where the run has none.
   */
  'validationLoss'?: (number | string);
  'validationAccuracy'?: (number | string);
  '_learningRate'?: "learningRate";
  '_gradientNorm'?: "gradientNorm";
  '_validationLoss'?: "validationLoss";
  '_validationAccuracy'?: "validationAccuracy";
}

export interface EpochResult__Output {
  /**
   * The epoch's number, from 1.
   */
  'epoch': (number);
  /**
   * The means over the epoch's training batches.
   */
  'loss': (number);
  'accuracy': (number);
  'seconds': (number);
  'samplesPerSecond': (number);
  'histograms': (_chorus_v1_WeightHistogram__Output)[];
  /**
   * The learning rate of the epoch's last step, and the mean norm of the gradient over its steps; absent from versions that
   * do not tell them, the norm also where it is no finite number.
   */
  'learningRate'?: (number);
  'gradientNorm'?: (number);
  /**
   * The loss and accuracy on the validation samples after the epoch; absent where the run has none.
   */
  'validationLoss'?: (number);
  'validationAccuracy'?: (number);
  '_learningRate'?: "learningRate";
  '_gradientNorm'?: "gradientNorm";
  '_validationLoss'?: "validationLoss";
  '_validationAccuracy'?: "validationAccuracy";
}
