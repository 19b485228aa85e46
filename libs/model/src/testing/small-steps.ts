import { gatherBatch, imageSize } from '@chorus/data';
import * as tf from '@tensorflow/tfjs';
import { Adam } from '../adam.ts';
import { buildCnn, cnnWeights } from '../cnn.ts';
import { cnnStep } from '../compiled/cnn-step.ts';
import type { StepFunction, StepInputs } from '../compiled/record-step.ts';
import { dropoutMask } from '../dropout-mask.ts';
import { EASY_CLASSES, EASY_SHAPE, easyImages } from './easy-images.ts';
import { SMALL_CONFIG } from './small-config.ts';

const { model: config, learningRate, divisor } = SMALL_CONFIG;
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
      gatherBatch(IMAGES, indices, divisor, pixels);
      const masks = config.denseUnits.map((units, index) => [
        `mask${index + 1}`,
        dropoutMask([batch, units], config.dropout, 5, index + 1, step),
      ]);
      return {
        images: tf.tensor4d(pixels, [batch, EASY_SHAPE.height, EASY_SHAPE.width, 3]),
        labels: tf.tensor1d(
          Array.from(indices, (index) => IMAGES.labels[index]!),
          'int32',
        ),
        rate: tf.scalar(optimizer.nextRate()),
        ...Object.fromEntries(masks),
      };
    },
    dispose: () => {
      model.dispose();
      optimizer.dispose();
    },
  };
}
