import { sampleSize, type SampleValues } from '@chorus/data';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { startBackend } from '../backends/backend.ts';
import { nodeBackend } from '../backends/tensorflow/node-backend.ts';
import { Model } from '../networks/model.ts';
import { EASY_SHAPE, easyImages } from '../testing/easy-images.ts';
import { SMALL_CONFIG, smallCnn } from '../testing/small-config.ts';
import { PiecePredictor } from './piece-predictor.ts';
import { predict } from './predict.ts';

const { scaling } = SMALL_CONFIG;
const SET = easyImages(450, 3);

beforeAll(async () => {
  await startBackend({ allowCpu: true, threads: 2 });
});

const build = () => new Model(smallCnn(), 1);
const formOf = (compile: boolean, ...sizes: number[]) => {
  return { scaling, views: 'none', type: 'uint8', compile, sizes } as const;
};

function pieceOf(first: number, end: number): SampleValues {
  const size = sampleSize(EASY_SHAPE);
  return SET.values.slice(first * size, end * size);
}

test.for([true, false])(
  'pieces of whole batches have the bytes of all at once, compiled: %s',
  async (compile) => {
    const model = build();
    const predictor = new PiecePredictor(model, formOf(compile, 200));
    const pieces = [0, 200, 400].map((first) =>
      predictor.predict(pieceOf(first, Math.min(450, first + 200))),
    );
    const expected = await predict(model, SET, scaling, compile);
    expect(Float32Array.from(pieces.flatMap((piece) => [...piece]))).toEqual(expected);
    expect(predictor.isCompiled).toBe(compile && nodeBackend() !== undefined);
  },
);

test('a piece goes into the smallest graph that has room for it, and none holds too many', async () => {
  const model = build();
  const predictor = new PiecePredictor(model, formOf(true, 64, 1, 8));
  const expected = await predict(model, SET, scaling);
  for (const samples of [1, 2, 8, 9, 64]) {
    const softmax = predictor.predict(pieceOf(0, samples));
    expect(softmax.length).toBe(samples * model.network.classes);
    for (const [at, value] of softmax.entries()) expect(value).toBeCloseTo(expected[at]!, 5);
  }
  expect(() => predictor.predict(pieceOf(0, 65))).toThrow('a piece of 65 samples is larger');
});

test.for([true, false])('predicting leaves no tensor behind, compiled: %s', (compile) => {
  const model = build();
  const held = () => [
    tf.memory().numTensors,
    nodeBackend()?.getNumOfTFTensors(),
    nodeBackend()?.getNumOfSavedModels(),
  ];
  const predictAndDispose = () => {
    const predictor = new PiecePredictor(model, formOf(compile, 1, 10));
    predictor.predict(pieceOf(0, 1));
    predictor.predict(pieceOf(0, 7));
    predictor.dispose();
  };
  predictAndDispose(); // writes the weights to TensorFlow
  const before = held();
  predictAndDispose();
  expect(held()).toEqual(before);
});
