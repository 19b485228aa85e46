import type { TrainingConfig } from '../train/train-member.ts';

/** The experiment's CNN in small, for {@link easyImages}. */
export const SMALL_CONFIG: TrainingConfig = {
  model: { filters: [4, 6], kernelSize: 4, denseUnits: [16, 12], dropout: 0.2 },
  divisor: 255,
  epochs: 2,
  batchSize: 20,
  learningRate: 0.005,
};
