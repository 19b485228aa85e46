// Original file: libs/proto/chorus/v1/run_config.proto

import type { ModelConfig as _chorus_v1_ModelConfig, ModelConfig__Output as _chorus_v1_ModelConfig__Output } from '../../chorus/v1/ModelConfig.ts';

export interface TrainingConfig {
  'model'?: (_chorus_v1_ModelConfig | null);
  /**
   * A pixel, 0 to 255, is divided by it.
   */
  'divisor'?: (number | string);
  'epochs'?: (number);
  'batchSize'?: (number);
  'learningRate'?: (number | string);
}

export interface TrainingConfig__Output {
  'model': (_chorus_v1_ModelConfig__Output | null);
  /**
   * A pixel, 0 to 255, is divided by it.
   */
  'divisor': (number);
  'epochs': (number);
  'batchSize': (number);
  'learningRate': (number);
}
