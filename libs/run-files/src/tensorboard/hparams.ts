import type { RunConfig } from '@chorus/proto';
import type { HParams, HParamsMetric } from './hparams-message.ts';

/** Scalars of every member: of the training images each epoch, of the test images at the end. */
export const MEMBER_METRICS: readonly HParamsMetric[] = [
  { tag: 'loss', name: 'Training loss', dataset: 'training' },
  { tag: 'accuracy', name: 'Training accuracy', dataset: 'training' },
  { tag: 'test_loss', name: 'Test loss', dataset: 'test' },
  { tag: 'test_accuracy', name: 'Test accuracy', dataset: 'test' },
];

/** A member's hyperparameters, named as in a configuration file. */
export function hparamsOf({ dataset, training, snapshots }: RunConfig, seed: number): HParams {
  const { epochs, batchSize, learningRate, model } = training;
  return {
    dataset: dataset.name,
    trainLimit: dataset.trainLimit,
    epochs,
    batchSize,
    learningRate,
    dropout: model.dropout,
    filters: model.filters.join(', '),
    kernelSize: model.kernelSize,
    denseUnits: model.denseUnits.join(', '),
    snapshots,
    seed: String(seed), // TensorBoard rounds numbers to five digits.
  };
}
