import * as tf from '@tensorflow/tfjs';
import { Adam } from '../optimizers/adam.ts';
import { buildCnn, cnnWeights } from '../networks/cnn.ts';
import { cnnStep } from '../train/cnn-step.ts';
import type { StepFunction } from '../graph/record-step.ts';
import { batchesPerEpoch, type MemberSteps, type StepOptions } from '../train/member-steps.ts';
import { EASY_CLASSES, EASY_SHAPE, easyImages } from './easy-images.ts';
import { SMALL_CONFIG } from './small-config.ts';

/** A training of the small CNN, dropout and Adam included: five batches of 20 and one of 10. */
export interface SmallTraining {
  readonly options: StepOptions;
  readonly step: StepFunction<tf.Tensor1D>;
  readonly weights: readonly tf.Variable[];
  /** The summed loss of each of the first steps, epoch after epoch. */
  losses(steps: MemberSteps, count: number): number[];
  dispose(): void;
}

/** Always from the same weights. */
export function smallTraining(dropout = SMALL_CONFIG.model.dropout): SmallTraining {
  const config = { ...SMALL_CONFIG, model: { ...SMALL_CONFIG.model, dropout } };
  const options: StepOptions = {
    train: easyImages(110, 1),
    shape: EASY_SHAPE,
    classes: EASY_CLASSES,
    seed: 5,
    config,
  };
  const model = buildCnn(config.model, EASY_SHAPE, EASY_CLASSES, options.seed);
  const weights = cnnWeights(model);
  const optimizer = new Adam(weights, config.learningRate);
  const batches = batchesPerEpoch(options);
  return {
    options,
    step: cnnStep(weights, config.model, EASY_CLASSES, optimizer),
    weights,
    losses: (steps, count) =>
      Array.from({ length: count }, (_, number) => {
        const index = number % batches;
        if (index === 0) {
          steps.beginEpoch({
            epoch: number / batches + 1,
            order: Uint32Array.from({ length: 110 }, (_, place) => (place * 7 + number) % 110),
            rates: optimizer.nextRates(batches),
          });
        }
        const none = tf.zeros<tf.Rank.R1>([2]);
        const totals = steps.run(none, index, index + 1);
        const [loss] = totals.dataSync();
        tf.dispose([none, totals]);
        return loss!;
      }),
    dispose: () => {
      model.dispose();
      optimizer.dispose();
    },
  };
}
