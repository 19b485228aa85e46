import { sampleSize, SeededRandom, type SampleSet, type SampleValues } from '@chorus/data';
import { cnnTopology } from '@chorus/network';
import { beforeAll, describe, expect, test } from 'vitest';
import { startBackend } from '../backends/backend.ts';
import { layersNetwork } from '../networks/layers-network.ts';
import { adam } from '../optimizers/optimizer-of.ts';
import { predict } from '../predict/predict.ts';
import type { Scaling } from '../samples/scaling.ts';
import { needTensorFlow } from '../testing/on-tensorflow.ts';
import { scorePredictions } from '../testing/score-predictions.ts';
import { trainMember } from './train-member.ts';

beforeAll(async () => {
  await startBackend({ allowCpu: true, threads: 1 });
});

/** More than a byte can number; each sample has a value for each. */
const CLASSES = 300;

/** One dense layer, of all values of a sample. */
const LINEAR = { filters: [], kernelSize: 1, denseUnits: [], dropout: 0 };

/** Two samples of each class, whose value is large at the class's place. */
function easySamples(make: (length: number) => SampleValues, large: number): SampleSet {
  const random = SeededRandom.from(3);
  const labels = Int32Array.from({ length: 2 * CLASSES }, (_, sample) => sample % CLASSES);
  const values = make(labels.length * CLASSES);
  for (const [sample, label] of labels.entries()) {
    for (let at = 0; at < CLASSES; at++) values[sample * CLASSES + at] = random.below(3);
    values[sample * CLASSES + label] = large;
  }
  return { values, labels };
}

const integers = (length: number) => new Int32Array(length);
const bytes = (length: number) => new Uint8Array(length);
const easyFloats = () => easySamples((length) => new Float32Array(length), 30);

const standardised = (columns: number): Scaling => ({
  mean: Array.from({ length: columns }, (_, column) => 1 + column / columns),
  deviation: Array.from({ length: columns }, (_, column) => 10 + column / columns),
});

async function train(set: SampleSet, shape: readonly number[], scaling: Scaling, compile: boolean) {
  const reasons: (string | undefined)[] = [];
  const model = await trainMember({
    train: set,
    network: layersNetwork(cnnTopology(LINEAR, shape, CLASSES)),
    optimizer: adam(0.05),
    seed: 1,
    config: { scaling, epochs: 8, batchSize: 50 },
    compile,
    hooks: { onCompiled: ({ reason }) => reasons.push(reason) },
  });
  const predictions = await predict(model, set, scaling, compile);
  model.dispose();
  return { reasons, ...scorePredictions(predictions, set.labels) };
}

describe.for([true, false])('compiled: %s,', (compile) => {
  test.for<[string, number[], SampleSet, Scaling]>([
    ['vectors of float32', [CLASSES], easyFloats(), { divisor: 10 }],
    ['tables of int32', [20, 15], easySamples(integers, 3000), { divisor: 1000 }],
    ['bytes', [3, 10, 10, 1], easySamples(bytes, 255), { divisor: 85 }],
    ['standardised vectors', [CLASSES], easyFloats(), standardised(CLASSES)],
    ['standardised bytes', [3, 10, 5, 2], easySamples(bytes, 255), standardised(2)],
  ])('%s of 300 classes are learnt', async ([, shape, set, scaling], context) => {
    if (compile) needTensorFlow(context);
    expect(sampleSize(shape)).toBe(CLASSES);
    const { accuracy, reasons } = await train(set, shape, scaling, compile);
    if (compile) expect(reasons).toEqual([undefined]);
    expect(accuracy).toBe(1);
  });
});
