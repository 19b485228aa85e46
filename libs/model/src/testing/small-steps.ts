import type { SampleSet } from '@chorus/data';
import * as tf from '@tensorflow/tfjs';
import { recordStep, type StepFunction } from '../graph/record-step.ts';
import type { RecordedStep } from '../graph/recorded-step.ts';
import { Model } from '../networks/model.ts';
import { feedSamples, type FeedShape } from '../samples/sample-feed.ts';
import { TOTALS } from '../train/epoch-totals.ts';
import { batchesPerEpoch, type MemberSteps, type StepOptions } from '../train/member-steps.ts';
import { OptimizerState } from '../train/optimizer-state.ts';
import { StepNumbers } from '../train/step-numbers.ts';
import { trainingStep } from '../train/training-step.ts';
import { easyImages } from './easy-images.ts';
import { SMALL_ADAM, SMALL_CNN, SMALL_CONFIG, smallCnn } from './small-config.ts';

/** A training of the small CNN, dropout and Adam included: five batches of 20 and one of 10. */
export interface SmallTraining {
  readonly options: StepOptions;
  readonly set: SampleSet;
  readonly feed: FeedShape;
  readonly step: StepFunction<tf.Tensor1D>;
  readonly weights: readonly tf.Variable[];
  /** The summed loss of each of the first steps, epoch after epoch. */
  losses(steps: MemberSteps, count: number): number[];
  dispose(): void;
}

/** A {@link SmallTraining}, always from the same weights. */
export function smallTraining(dropout = SMALL_CNN.dropout): SmallTraining {
  const network = smallCnn({ dropout });
  const numbers = new StepNumbers(SMALL_ADAM, undefined);
  const train = easyImages(110, 1);
  const options: StepOptions = {
    train,
    seed: 5,
    network,
    numbers,
    config: SMALL_CONFIG,
  };
  const model = new Model(network, options.seed);
  const state = new OptimizerState(SMALL_ADAM, network.weights);
  const batches = batchesPerEpoch(options);
  return {
    options,
    set: train,
    feed: feedSamples(train, network.sampleShape, SMALL_CONFIG.batchSize),
    step: trainingStep(model, { state, numbers }),
    weights: model.trainable,
    losses: (steps, count) =>
      Array.from({ length: count }, (_, number) => {
        const index = number % batches;
        if (index === 0) {
          steps.begin({
            stepsBefore: number,
            set: train,
            order: Uint32Array.from({ length: 110 }, (_, place) => (place * 7 + number) % 110),
            numbers: numbers.table(number + 1, batches),
          });
        }
        const none = tf.zeros<tf.Rank.R1>([TOTALS]);
        const totals = steps.run(none, index, index + 1);
        const [loss] = totals.dataSync();
        tf.dispose([none, totals]);
        return loss!;
      }),
    dispose: () => {
      model.dispose();
      state.dispose();
    },
  };
}

/** A record of one step of a {@link SmallTraining}. */
export function recordedTraining(): { recorded: RecordedStep; weights: number } {
  const training = smallTraining();
  const [recorded] = recordStep(training.step, [
    {
      samples: tf.zeros([20, 8, 8, 3]),
      labels: tf.zeros([20], 'int32'),
      numbers: tf.tensor1d([0.1]),
      random_dropout1: tf.ones([20, 16]),
      random_dropout2: tf.ones([20, 12]),
    },
  ]);
  training.dispose();
  return { recorded: recorded!, weights: training.weights.length };
}
