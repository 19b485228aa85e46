import type { EpochView } from './run-view.ts';

/** An event's epoch: figures that an older version did not tell are left out. */
export function epochOf(event: EpochView): EpochView {
  const { epoch, loss, accuracy, seconds, samplesPerSecond } = event;
  const { learningRate, gradientNorm, validationLoss, validationAccuracy } = event;
  return {
    ...{ epoch, loss, accuracy, seconds, samplesPerSecond },
    ...(learningRate !== undefined && { learningRate }),
    ...(gradientNorm !== undefined && { gradientNorm }),
    ...(validationLoss !== undefined && { validationLoss }),
    ...(validationAccuracy !== undefined && { validationAccuracy }),
  };
}
