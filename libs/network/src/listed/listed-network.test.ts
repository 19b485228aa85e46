import { expect, test } from 'vitest';
import { inspectNetwork } from '../inspection/inspect-network.ts';
import { countParameters } from '../parameters.ts';
import { LISTED_NETWORKS, listedNetwork } from './listed-network.ts';

test('quick has 1.97 million parameters, of which the first convolution does not learn, and ends with the classes', async () => {
  const topology = listedNetwork('quick', { sampleShape: [32, 32, 3], classes: 10 });
  const { layers, outputShape } = await inspectNetwork(topology);
  const sum = (key: 'parameters' | 'operations') =>
    layers.reduce((total, layer) => total + layer[key], 0);
  expect(outputShape).toEqual([10]);
  const convolutions = 9 * (24 * 64 + 64 * 64 + 64 * 256 + 3 * 256 * 256);
  const moving = 3 * 2 * (64 + 256 + 256); // mean, variance and offset, after each convolution of a group
  expect(sum('parameters')).toBe(2 * 2 * 3 * 24 + 24 + convolutions + moving + 2560);
  // A training of 50,000 images for ten epochs, three passes and two operations each: about 0.35 PFLOP.
  expect((sum('operations') * 50_000 * 10 * 3 * 2) / 1e15).toBeCloseTo(0.35, 2);
});

test.each(LISTED_NETWORKS)('the parameters of %s are counted without building it', async (name) => {
  const topology = listedNetwork(name, { sampleShape: [40, 36, 3], classes: 7 });
  const { layers } = await inspectNetwork(topology);
  expect(countParameters(topology)).toBe(
    layers.reduce((sum, { parameters }) => sum + parameters, 0),
  );
});

test('quick fits other pictures and classes', async () => {
  const topology = listedNetwork('quick', { sampleShape: [28, 28, 1], classes: 3 });
  expect((await inspectNetwork(topology)).outputShape).toEqual([3]);
});
