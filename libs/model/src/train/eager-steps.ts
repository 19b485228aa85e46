import { sampleSize } from '@chorus/data';
import * as tf from '@tensorflow/tfjs';
import type { StepFunction, StepInputs } from '../graph/record-step.ts';
import type { Augmentation } from '../augmentation/augmentation.ts';
import { gatherBatch } from '../samples/gather-batch.ts';
import type { MemberSteps, StepOptions, StretchInputs, ValidationSteps } from './member-steps.ts';
import { EagerValidation } from './eager-validation.ts';
import { batchInputs, drawRandomInputs } from './training-step.ts';

/** Steps that are taken operation by operation, on any backend. */
export class EagerSteps implements MemberSteps {
  readonly #options: StepOptions;
  readonly #step: StepFunction<tf.Tensor1D>;
  readonly #values: Float32Array; // [batchSize, ...sampleShape]
  readonly validation: ValidationSteps | undefined;
  #stretch!: StretchInputs;

  /**
   * @param step the member's `trainingStep`
   * @param measure its `validationStep`, if it has validation samples
   */
  constructor(
    options: StepOptions,
    step: StepFunction<tf.Tensor1D>,
    measure?: StepFunction<tf.Tensor1D>,
  ) {
    this.validation = measure && new EagerValidation(options, measure);
    this.#options = options;
    this.#step = step;
    const { config, network } = options;
    this.#values = new Float32Array(config.batchSize * sampleSize(network.sampleShape));
  }

  begin(inputs: StretchInputs): void {
    this.#stretch = inputs;
  }

  run(totals: tf.Tensor1D, first: number, end: number): tf.Tensor1D {
    let sum = totals.clone();
    for (let index = first; index < end; index++) {
      const before = sum;
      sum = tf.tidy(() => tf.add(before, this.#step(this.#inputs(index))));
      before.dispose();
    }
    return sum;
  }

  pull(): void {}
  dispose(): void {}

  #inputs(index: number): StepInputs {
    const { seed, network, config, augmentation, numbers } = this.#options;
    const { stepsBefore, set, order, numbers: table } = this.#stretch;
    const { sampleShape } = network;
    const indices = order.subarray(index * config.batchSize, (index + 1) * config.batchSize);
    const batch = indices.length;
    gatherBatch(set, indices, config.scaling, this.#values);
    const step = stepsBefore + index + 1;
    const columns = numbers.names.length;
    const values = this.#values.subarray(0, batch * sampleSize(sampleShape));
    const samples = tf.tensor(values, [batch, ...sampleShape]);
    const labels = tf.tensor1d(Int32Array.from(indices, (each) => set.labels[each]!));
    const drawn = augmentation && this.#drawn(index, batch, augmentation);
    return {
      ...batchInputs({ samples, labels }, augmentation, drawn),
      numbers: tf.tensor1d(table.subarray(index * columns, (index + 1) * columns)),
      ...drawRandomInputs(network.randomInputs, batch, seed, step),
    };
  }

  /** The random numbers of a batch's augmentation, [batch, columns]. */
  #drawn(index: number, batch: number, { columns }: Augmentation): tf.Tensor2D {
    const first = index * this.#options.config.batchSize;
    const numbers = this.#stretch.drawn!.subarray(first * columns, (first + batch) * columns);
    return tf.tensor2d(numbers, [batch, columns]);
  }
}
