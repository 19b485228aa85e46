import { imageSize } from '@chorus/data';
import type * as tf from '@tensorflow/tfjs';
import { Adam } from '../adam.ts';
import { buildCnn, cnnWeights } from '../cnn.ts';
import { cnnInputs, cnnStep } from '../cnn-step.ts';
import type { StepFunction, StepInputs } from '../compiled/record-step.ts';
import { EASY_CLASSES, EASY_SHAPE, easyImages } from './easy-images.ts';
import { SMALL_CONFIG } from './small-config.ts';

const { model: config, learningRate } = SMALL_CONFIG;
const IMAGES = easyImages(100, 1);

/** A training of the small CNN, dropout and Adam included, in steps. */
export interface SmallTraining {
  readonly step: StepFunction<tf.Tensor1D>;
  readonly weights: readonly tf.Variable[];
  /** What step number `step`, from 1, is given; of `batch` images. */
  inputs(step: number, batch: number): StepInputs;
  dispose(): void;
}

/** Always from the same weights. */
export function smallTraining(): SmallTraining {
  const model = buildCnn(config, EASY_SHAPE, EASY_CLASSES, 5);
  const weights = cnnWeights(model);
  const optimizer = new Adam(weights, learningRate);
  return {
    step: cnnStep(weights, config, EASY_CLASSES, optimizer),
    weights,
    inputs: (step, batch) => {
      const indices = Uint32Array.from({ length: batch }, (_, index) => (step * 20 + index) % 100);
      const pixels = new Float32Array(batch * imageSize(EASY_SHAPE));
      const options = { train: IMAGES, shape: EASY_SHAPE, seed: 5, config: SMALL_CONFIG };
      return cnnInputs(options, step, indices, pixels, optimizer.nextRate());
    },
    dispose: () => {
      model.dispose();
      optimizer.dispose();
    },
  };
}
