import { sampleSize, type SampleSet, SeededRandom } from '@chorus/data';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { startBackend } from '../backends/backend.ts';
import { cnnTopology } from '@chorus/network';
import { layersNetwork } from '../networks/layers-network.ts';
import { predict } from '../predict/predict.ts';
import { saveModel } from '../predict/save-model.ts';
import { needTensorFlow } from '../testing/on-tensorflow.ts';
import { scorePredictions } from '../testing/score-predictions.ts';
import { SMALL_ADAM } from '../testing/small-config.ts';
import { trainMember } from './train-member.ts';
import type { TrainMemberOptions } from './train-member-options.ts';

beforeAll(async () => {
  await startBackend({ allowCpu: true, threads: 1 });
});

const CLASSES = 3;
const scaling = { divisor: 2 };

/** Samples whose class is where their values are largest. */
function easySamples(shape: readonly number[]): SampleSet {
  const random = SeededRandom.from(1);
  const labels = Int32Array.from({ length: 210 }, () => random.below(CLASSES));
  const size = sampleSize(shape);
  const values = Float32Array.from({ length: labels.length * size }, (_, at) => {
    const isLarge = (at % size) % CLASSES === labels[Math.floor(at / size)];
    return random.uniform(-1, 1) + (isLarge ? 1 : -1);
  });
  return { values, labels };
}

function start(shape: readonly number[], filters: number[], options: Partial<TrainMemberOptions>) {
  return trainMember({
    train: easySamples(shape),
    network: layersNetwork(
      cnnTopology({ filters, kernelSize: 3, denseUnits: [16, 12], dropout: 0.1 }, shape, CLASSES),
    ),
    optimizer: SMALL_ADAM,
    seed: 5,
    config: { scaling, epochs: 15, batchSize: 20 },
    ...options,
  });
}

describe.for([true, false])('compiled: %s,', (compile) => {
  test.for<[string, number[], number[]]>([
    ['rows of a table', [12], []],
    ['two columns', [2], []],
    ['matrices', [5, 6], []],
    ['images, without a convolution', [4, 4, 3], []],
    ['images of one channel', [6, 6, 1], [4]],
    ['images of six channels', [4, 9, 6], [4, 4]],
    ['cubes', [3, 3, 3, 1], []],
  ])('%s are learnt', async ([, shape, filters], context) => {
    if (compile) needTensorFlow(context);
    const reasons: unknown[] = [];
    const checkpoints: Uint8Array[] = [];
    const model = await start(shape, filters, {
      compile,
      checkpointEvery: 7,
      hooks: {
        onCompiled: ({ reason }) => reasons.push(reason),
        onCheckpoint: (_, bytes) => void checkpoints.push(bytes),
      },
    });
    if (compile) expect(reasons).toEqual([undefined]);
    const set = easySamples(shape);
    const predictions = await predict(model, set, scaling, compile);
    const { accuracy } = scorePredictions(predictions, set.labels);
    expect(accuracy).toBeGreaterThan(0.8);

    // C5
    const resumed = await start(shape, filters, { compile, resumeFrom: checkpoints.at(-1) });
    expect(await predict(resumed, set, scaling, compile)).toEqual(predictions);

    const { topology, weights } = await saveModel(model);
    const { weightsManifest, ...json } = JSON.parse(new TextDecoder().decode(topology));
    const weightSpecs = weightsManifest[0].weights;
    const loaded = await tf.loadLayersModel(
      tf.io.fromMemory({ ...json, weightSpecs, weightData: weights.slice().buffer }),
    );
    const first = {
      values: set.values.subarray(0, 100 * sampleSize(shape)),
      labels: set.labels.subarray(0, 100),
    };
    const expected = tf.tidy(() => {
      const samples = tf.tensor(first.values, [100, ...shape]).div(scaling.divisor);
      return (loaded.predict(samples) as tf.Tensor).dataSync();
    });
    const eager = await predict(model, first, scaling, false);
    expect(eager).toEqual(expected);
    loaded.dispose();
    model.dispose();
    resumed.dispose();
  });
});
