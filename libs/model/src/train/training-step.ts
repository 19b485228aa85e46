import * as tf from '@tensorflow/tfjs';
import type { Augmentation } from '../augmentation/augmentation.ts';
import type { Batch } from '../augmentation/change.ts';
import type { StepFunction, StepInputs } from '../graph/record-step.ts';
import type { Model } from '../networks/model.ts';
import type { RandomInput, Tensors } from '../networks/network.ts';
import { normOf } from '../optimizers/clip-gradients.ts';
import { crossEntropy, type Loss } from './cross-entropy.ts';
import type { ValuedNetwork } from './member-state.ts';
import type { OptimizerState } from './optimizer-state.ts';
import type { StepNumbers } from './step-numbers.ts';
import type { WeightAverage } from './weight-average.ts';

/** What takes part in a step, beside the model. */
export interface StepParts {
  readonly state: OptimizerState;
  readonly numbers: StepNumbers;
  readonly average?: WeightAverage | undefined;
  /** Default: the cross-entropy as it is. */
  readonly loss?: Loss | undefined;
}

/**
 * One step of the training of any network, by any optimizer: forward, backward, new weights. Its
 * inputs are
 *
 * - `samples` [batch, ...sampleShape], `labels` [batch], int32, and where samples are mixed `targets` [batch, classes]:
 *   {@link batchInputs},
 * - `numbers`: the step's row of `StepNumbers`,
 * - the random inputs of {@link drawRandomInputs}.
 *
 * @returns a step that returns [3]: the batch's summed loss, how many of its samples were classified rightly, and the
 *   norm of the gradient
 */
export function trainingStep(
  model: Model,
  { state, numbers, average, loss = crossEntropy() }: StepParts,
): StepFunction<tf.Tensor1D> {
  const { network, weights, trainable } = model;
  const { randomInputs } = network; // which may compute: not in a step that is recorded
  const constrained = network.weights.filter(({ trainable, constrain }) => trainable && constrain);
  return (inputs) => {
    let kept!: tf.Tensor;
    let updated!: Tensors;
    const { grads } = tf.variableGrads(() => {
      const random = randomInputsOf(randomInputs, inputs);
      const pass = network.forward(inputs['samples']!, weights, random, 'train');
      const labels = inputs['labels'] as tf.Tensor1D;
      const targets = inputs['targets'] ?? tf.oneHot(labels, pass.logits.shape[1]);
      const losses = loss(pass.logits, targets); // [batch]
      kept = tf.keep(tf.stack([tf.sum(losses), tf.sum(correctness(pass.logits, labels))]));
      updated = pass.updated;
      for (const next of Object.values(updated)) tf.keep(next);
      const mean = tf.mean(losses) as tf.Scalar;
      return pass.penalty ? tf.add(mean, pass.penalty) : mean;
    }, trainable);
    const gradients = trainable.map((weight) => grads[weight.name]!);
    const named = numbers.named(inputs['numbers']!);
    state.step(trainable, gradients, named);
    for (const { name, constrain } of constrained) {
      tf.tidy(() => weights[name]!.assign(constrain!(weights[name]!)));
    }
    for (const [name, next] of Object.entries(updated)) {
      weights[name]!.assign(next);
      next.dispose();
    }
    average?.step(weights, named);
    const totals = tf.concat([kept, normOf(gradients).reshape([1])]) as tf.Tensor1D;
    kept.dispose();
    return totals;
  };
}

/**
 * Measures a batch with given weights, as they predict. Its inputs are `samples` and `labels`, as
 * {@link trainingStep}'s, and `counted`, [batch]: 1 for each sample that counts, else 0.
 *
 * @returns a step that returns [2]: the summed cross-entropy of those that count, and how many are classified rightly
 */
export function validationStep({ network, weights }: ValuedNetwork): StepFunction<tf.Tensor1D> {
  const loss = crossEntropy();
  return ({ samples, labels, counted }) => {
    const { logits } = network.forward(samples!, weights, {}, 'predict');
    const losses = loss(logits, tf.oneHot(labels!, logits.shape[1])); // [batch]
    const correct = correctness(logits, labels as tf.Tensor1D); // [batch]
    const sums = [losses, correct].map((each) => tf.sum(tf.mul(each, counted!)));
    return tf.stack(sums) as tf.Tensor1D;
  };
}

/** [batch]: 1 for each sample that is classified rightly, else 0. */
function correctness(logits: tf.Tensor2D, labels: tf.Tensor1D): tf.Tensor {
  // As float32: int32 values are compared by the processor, to which a GPU would have to copy them.
  return tf.equal(tf.argMax(logits, 1).toFloat(), labels.toFloat()).toFloat();
}

/**
 * A batch, as inputs of {@link trainingStep}.
 *
 * @param augmentation what is done to it first
 * @param drawn its random numbers, [batch, columns]; only with an augmentation
 */
export function batchInputs(
  batch: Batch,
  augmentation: Augmentation | undefined,
  drawn: tf.Tensor2D | undefined,
): StepInputs {
  const { targets, ...inputs } = augmentation ? augmentation.apply(batch, drawn!) : batch;
  return { ...inputs, ...(targets && { targets }) };
}

/**
 * A step's random numbers, as inputs of {@link trainingStep}.
 *
 * @param step a number, or in a graph a scalar
 */
export function drawRandomInputs(
  randomInputs: readonly RandomInput[],
  batch: number,
  seed: number,
  step: number | tf.Scalar,
): StepInputs {
  return Object.fromEntries(
    randomInputs.map((each) => [inputName(each), each.draw(batch, seed, step)]),
  );
}

function randomInputsOf(randomInputs: readonly RandomInput[], inputs: StepInputs): Tensors {
  return Object.fromEntries(randomInputs.map((each) => [each.name, inputs[inputName(each)]!]));
}

/** The step's name for a random input, apart from all other inputs. */
function inputName({ name }: RandomInput): string {
  return `random_${name}`;
}
