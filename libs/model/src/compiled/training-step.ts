import * as tf from '@tensorflow/tfjs';
import type { StepFunction, StepInputs } from './record-step.ts';

/** One training's step, however it is done. */
export interface TrainingStep<Output extends tf.Tensor = tf.Tensor> {
  /**
   * Takes a step.
   *
   * @param inputs disposed of by the caller
   * @returns what the step returns; the caller disposes of it
   */
  run(inputs: StepInputs): Output;
  /** Brings tfjs's variables, which may lag behind, to where the steps have taken them. */
  pull(): void;
  /** Makes what tfjs's variables now hold what the next step begins with. */
  push(): void;
  /** Does not {@link pull}. */
  dispose(): void;
}

/** Operation by operation, on any backend: tfjs's variables are always where the steps are. */
export class EagerStep<Output extends tf.Tensor> implements TrainingStep<Output> {
  readonly #step: StepFunction<Output>;

  constructor(step: StepFunction<Output>) {
    this.#step = step;
  }

  run(inputs: StepInputs): Output {
    return tf.tidy(() => this.#step(inputs));
  }

  pull(): void {}
  push(): void {}
  dispose(): void {}
}
