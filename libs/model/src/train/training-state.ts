import * as tf from '@tensorflow/tfjs';
import type { Adam } from '../optimizers/adam.ts';
import type { Checkpoint, CheckpointWeight } from './checkpoint.ts';
import { cnnWeights } from '../networks/cnn.ts';
import { TrainingError } from '../training-error.ts';

/**
 * All that training has changed, as it is after an epoch. Reading it makes a GPU finish its work,
 * and changes nothing.
 *
 * @param epoch the one that was finished last
 */
export function takeCheckpoint(model: tf.LayersModel, optimizer: Adam, epoch: number): Checkpoint {
  const variables = cnnWeights(model);
  const weights = namedShapes(model).map((weight, index) => ({
    ...weight,
    values: variables[index]!.dataSync<'float32'>(),
  }));
  return { epoch, weights, adam: optimizer.state() };
}

/**
 * Puts model and optimizer where the checkpoint says that they were, to the bit.
 *
 * @param batches optimizer steps per epoch
 * @throws TrainingError `bad-checkpoint`, and nothing is changed, when the checkpoint is one of
 *   another model, or of a training with more or fewer steps per epoch
 */
export function restoreCheckpoint(
  { epoch, weights, adam }: Checkpoint,
  model: tf.LayersModel,
  optimizer: Adam,
  batches: number,
): void {
  checkModel(weights, namedShapes(model));
  checkSteps(adam.step, epoch, batches);
  tf.tidy(() => {
    for (const [index, variable] of cnnWeights(model).entries()) {
      variable.assign(tf.tensor(weights[index]!.values, variable.shape));
    }
  });
  optimizer.restore(adam);
}

type NamedShape = Omit<CheckpointWeight, 'values'>;

/** Of the model's weights, in the order of {@link cnnWeights}. */
function namedShapes(model: tf.LayersModel): NamedShape[] {
  return model.trainableWeights.map((weight) => ({
    name: weight.originalName,
    shape: weight.read().shape,
  }));
}

function checkModel(found: readonly NamedShape[], expected: readonly NamedShape[]): void {
  for (let index = 0; index < Math.max(found.length, expected.length); index++) {
    const [has, needs] = [describe(found[index]), describe(expected[index])];
    if (has === needs) continue;
    throw new TrainingError(
      'bad-checkpoint',
      `the checkpoint is of another model: its weight ${index + 1} is ${has} instead of ` +
        `${needs}: resume with the model that it was made with`,
    );
  }
}

function describe(weight: NamedShape | undefined): string {
  return weight === undefined ? 'missing' : `${weight.name} [${weight.shape.join(', ')}]`;
}

/** Dropout counts steps by the epoch and Adam by itself: both must come to the same. */
function checkSteps(step: number, epoch: number, batches: number): void {
  if (step === epoch * batches) return;
  throw new TrainingError(
    'bad-checkpoint',
    `the checkpoint has ${step} steps in ${epoch} epochs, and this training has ${batches} an ` +
      `epoch: resume with the batchSize and the training set that it was made with`,
  );
}
