import { bytesOf, type ChosenSamples } from '@chorus/data';
import { encodeWeights } from '@chorus/network/model-file';
import { expect, test } from 'vitest';
import { givenResult } from './given-result.ts';

const values = Float32Array.of(0.75, 0.25, 0.5, 0.5);

/** Samples of which only the labels matter. */
function samples(...labels: number[]): ChosenSamples {
  return { values: new Uint8Array(labels.length), labels: Int32Array.from(labels) };
}

test('predictions that are given are measured, and there is no model', () => {
  const tensor = (name: string) => ({ name, shape: [2, 2], values });
  const file = encodeWeights([tensor('test'), tensor('validation')]);
  const result = givenResult(file, { test: samples(0, 1), validation: samples(1, 1) }, 2);
  expect(result.model).toBeUndefined();
  expect(result.predictions).toEqual(bytesOf(values));
  expect(result.testLoss).toBeCloseTo((-Math.log(0.75) - Math.log(0.5)) / 2, 6);
  expect(result.validation!.accuracy).toBe(0);
});

test('those of other samples are refused with both shapes', () => {
  const file = encodeWeights([{ name: 'test', shape: [2, 2], values }]);
  const three = { test: samples(0, 1, 1), validation: undefined };
  expect(() => givenResult(file, three, 2)).toThrow('have the shape [2, 2], and must have [3, 2]');
  const held = { test: samples(0, 1), validation: samples(0) };
  expect(() => givenResult(file, held, 2)).toThrow('its validation predictions');
});
