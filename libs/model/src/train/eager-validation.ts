import { sampleSize } from '@chorus/data';
import * as tf from '@tensorflow/tfjs';
import type { StepFunction } from '../graph/record-step.ts';
import { gatherBatch } from '../samples/gather-batch.ts';
import type { Stretch } from '../samples/sample-feed.ts';
import { type StepOptions, VALIDATION_BATCH_SIZE, type ValidationSteps } from './member-steps.ts';

/** Validation samples that are measured operation by operation, on any backend. */
export class EagerValidation implements ValidationSteps {
  readonly #options: StepOptions;
  readonly #measure: StepFunction<tf.Tensor1D>;
  #stretch!: Pick<Stretch, 'set' | 'order'>;

  /** @param measure the member's `validationStep` */
  constructor(options: StepOptions, measure: StepFunction<tf.Tensor1D>) {
    this.#options = options;
    this.#measure = measure;
  }

  begin(stretch: Pick<Stretch, 'set' | 'order'>): void {
    this.#stretch = stretch;
  }

  run(totals: tf.Tensor1D, first: number, end: number): tf.Tensor1D {
    let sum = totals.clone();
    for (let index = first; index < end; index++) {
      const before = sum;
      sum = tf.tidy(() => tf.add(before, this.#measured(index)));
      before.dispose();
    }
    return sum;
  }

  #measured(index: number): tf.Tensor1D {
    const { network, config } = this.#options;
    const { set, order } = this.#stretch;
    const [start, end] = [index, index + 1].map((batch) => batch * VALIDATION_BATCH_SIZE);
    const indices = order.subarray(start, end);
    const values = new Float32Array(indices.length * sampleSize(network.sampleShape));
    gatherBatch(set, indices, config.scaling, values);
    return this.#measure({
      samples: tf.tensor(values, [indices.length, ...network.sampleShape]),
      labels: tf.tensor1d(Int32Array.from(indices, (row) => set.labels[row]!)),
      counted: tf.ones([indices.length]),
    });
  }
}
