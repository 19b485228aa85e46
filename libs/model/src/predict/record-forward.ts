import * as tf from '@tensorflow/tfjs';
import { type BatchFreeStep, freeBatch } from '../graph/free-batch.ts';
import { recordStep } from '../graph/record-step.ts';
import type { RecordedStep, TensorId } from '../graph/recorded-step.ts';
import { simplify } from '../graph/simplify.ts';
import type { Model } from '../networks/model.ts';
import { logitsOfViews, type Views } from './views.ts';

/** A member's forward pass as TensorFlow's operations, from scaled samples to logits, for batches of any size. */
export interface RecordedForward extends Omit<BatchFreeStep, 'state'> {
  /** Weights by their names in the network, `conv1/kernel`. */
  readonly weights: readonly {
    readonly name: string;
    readonly tensor: TensorId;
    readonly values: Float32Array;
  }[];
}

/** Sizes of batches that shapes of networks hardly have, so that what follows the batch shows. */
const BATCHES = [5, 7] as const;

/**
 * Records what a model computes of samples, on the TensorFlow backend: nothing large is computed.
 *
 * @param views see {@link Views}
 * @throws Error that says what keeps the network from being recorded
 */
export function recordForward(model: Model, views: Views = 'none'): RecordedForward {
  const [one, other] = BATCHES.map((batch) => recordBatch(model, views, batch));
  const { state, ...step } = freeBatch([
    [one!, BATCHES[0]],
    [other!, BATCHES[1]],
  ]);
  const weights = new Map(
    Object.entries(model.weights).map(([name, variable]) => [variable.name, { name, variable }]),
  );
  return {
    ...step,
    weights: state.map((read) => {
      const { name, variable } = weights.get(read.name)!;
      return { name, tensor: read.tensor, values: variable.dataSync<'float32'>() };
    }),
  };
}

function recordBatch({ network, weights }: Model, views: Views, batch: number): RecordedStep {
  const samples = tf.zeros([batch, ...network.sampleShape]);
  const logitsOf = (seen: tf.Tensor) => network.forward(seen, weights, {}, 'predict').logits;
  try {
    const [recorded] = recordStep(
      (inputs) => logitsOfViews(views, inputs['samples']!, logitsOf),
      [{ samples }],
      () => network.layerUnderWay?.(),
    );
    return simplify(recorded!);
  } finally {
    samples.dispose();
  }
}
