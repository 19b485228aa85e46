import { type ChosenSamples, countSamples } from '@chorus/data';
import * as tf from '@tensorflow/tfjs';
import type { SampleFeed } from '../samples/sample-feed.ts';
import { requireFinite } from './epoch-totals.ts';
import { VALIDATION_BATCH_SIZE, type ValidationSteps } from './member-steps.ts';
import { Pieces } from './pieces.ts';
import type { ValidationResult } from './train-member-options.ts';

/**
 * Measures a member on its validation samples, each once and as it is.
 *
 * @param feed brings them into memory
 * @param epoch the one that was finished last, for messages
 * @param onPiece is called about twice a second
 * @throws TrainingError `cancelled`, or `diverged` when the loss is infinite or not a number
 */
export async function measureValidation(
  steps: ValidationSteps,
  samples: ChosenSamples,
  feed: SampleFeed,
  epoch: number,
  signal: AbortSignal | undefined,
  onPiece: () => void,
): Promise<ValidationResult> {
  let totals = tf.zeros<tf.Rank.R1>([2]);
  try {
    const pieces = new Pieces(epoch, signal);
    for await (const stretch of feed.stretches(rowsOf(samples))) {
      steps.begin(stretch);
      const batches = Math.ceil(stretch.order.length / VALIDATION_BATCH_SIZE);
      await pieces.each(batches, (first, end) => {
        const before = totals;
        totals = steps.run(before, first, end);
        before.dispose();
        totals.dataSync(); // waits for a GPU
        onPiece();
      });
    }
    const [loss, correct] = totals.dataSync<'float32'>() as unknown as [number, number];
    requireFinite(loss, 'loss on the validation samples', epoch);
    const count = countSamples(samples);
    return { loss: loss / count, accuracy: correct / count };
  } finally {
    totals.dispose();
  }
}

function rowsOf({ labels, rows }: ChosenSamples): Uint32Array {
  return rows ?? Uint32Array.from(labels, (_, row) => row);
}
