import * as tf from '@tensorflow/tfjs';
import { TrainingError } from '../training-error.ts';
import type { Checkpoint, CheckpointTensor } from './checkpoint.ts';
import { type MemberState, readTensors, writeTensors } from './member-state.ts';

/**
 * All that training has changed, as it is after an epoch. Reading it makes a GPU finish its work,
 * and changes nothing.
 *
 * @param epoch the number of the one that was finished last
 * @param batches optimizer steps per epoch
 */
export function takeCheckpoint(
  { model, optimizer, average, best }: MemberState,
  epoch: number,
  batches: number,
): Checkpoint {
  return {
    epoch,
    step: epoch * batches,
    weights: readTensors(model.weights),
    optimizer: { name: optimizer.optimizer.name, state: readTensors(optimizer.tensors) },
    ...(average && { average: readTensors(average.weights) }),
    ...(best && { best }),
  };
}

/**
 * Puts a member where the checkpoint says that it was, to the bit.
 *
 * @param batches optimizer steps per epoch
 * @throws TrainingError `bad-checkpoint`, and nothing is changed, when the checkpoint is one of
 *   another model or optimizer, or of a training with more or fewer steps per epoch, or with an average or without
 */
export function restoreCheckpoint(
  { epoch, step, weights, optimizer, average = [], best }: Checkpoint,
  member: MemberState,
  batches: number,
): void {
  const { model, optimizer: state } = member;
  const averages = member.average?.weights ?? {};
  const { name } = state.optimizer;
  checkTensors(weights, model.weights, 'model', 'its weight');
  if (optimizer.name !== name) {
    throw badCheckpoint(
      `the checkpoint is of a training by ${optimizer.name}, and this one is by ${name}: resume ` +
        'with the optimizer that it was made with',
    );
  }
  checkTensors(optimizer.state, state.tensors, 'optimizer', `${name}'s tensor`);
  checkTensors(average, averages, 'average of weights', 'its tensor');
  checkSteps(step, epoch, batches);
  tf.tidy(() => {
    writeTensors(model.weights, weights);
    writeTensors(state.tensors, optimizer.state);
    writeTensors(averages, average);
  });
  member.best = best;
}

type Variables = Readonly<Record<string, tf.Variable>>;

function checkTensors(
  found: readonly CheckpointTensor[],
  variables: Variables,
  owner: 'model' | 'optimizer' | 'average of weights',
  subject: string,
): void {
  const expected = Object.entries(variables).map(([name, { shape }]) => ({ name, shape }));
  for (let index = 0; index < Math.max(found.length, expected.length); index++) {
    const [has, needs] = [describe(found[index]), describe(expected[index])];
    if (has === needs) continue;
    throw badCheckpoint(
      `the checkpoint is of another ${owner}: ${subject} ${index + 1} is ${has} instead of ` +
        `${needs}: resume with the ${owner} that it was made with`,
    );
  }
}

function describe(tensor: Pick<CheckpointTensor, 'name' | 'shape'> | undefined): string {
  return tensor === undefined ? 'missing' : `${tensor.name} [${tensor.shape.join(', ')}]`;
}

function checkSteps(step: number, epoch: number, batches: number): void {
  if (step === epoch * batches) return;
  throw badCheckpoint(
    `the checkpoint has ${step} steps in ${epoch} epochs, and this training has ${batches} an ` +
      `epoch: resume with the batchSize and the training set that it was made with`,
  );
}

function badCheckpoint(message: string): TrainingError {
  return new TrainingError('bad-checkpoint', message);
}
