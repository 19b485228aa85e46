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
}
