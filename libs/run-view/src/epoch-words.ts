import { formatAccuracy, formatLoss, formatSmall } from './format.ts';
import type { EpochView } from './run-view.ts';

/**
 * What an epoch came to, in words: `loss 1.2345, accuracy 0.5610, validation loss 1.3000, validation accuracy 0.5400,
 * learning rate 0.001, gradient 2.31`.
 */
export function describeFigures(
  figures: Omit<EpochView, 'epoch' | 'seconds' | 'samplesPerSecond'>,
) {
  const { loss, accuracy, validationLoss, validationAccuracy } = figures;
  const { learningRate, gradientNorm } = figures;
  return [
    `loss ${formatLoss(loss)}`,
    `accuracy ${formatAccuracy(accuracy)}`,
    ...(validationLoss === undefined ? [] : [`validation loss ${formatLoss(validationLoss)}`]),
    ...(validationAccuracy === undefined
      ? []
      : [`validation accuracy ${formatAccuracy(validationAccuracy)}`]),
    ...(learningRate === undefined ? [] : [`learning rate ${formatSmall(learningRate)}`]),
    ...(gradientNorm === undefined ? [] : [`gradient ${formatSmall(gradientNorm)}`]),
  ].join(', ');
}
