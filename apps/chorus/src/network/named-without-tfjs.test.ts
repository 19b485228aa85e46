import { resolveConfig } from '@chorus/run-config';
import { expect, test, vi } from 'vitest';
import { settleNetwork } from './settle-network.ts';

/** Loads tfjs, which takes a third of a second. */
vi.mock('@chorus/network/inspection', () => {
  throw new Error('it is loaded');
});

const DATA = { sample: { shape: [32, 32, 3], type: 'uint8' as const }, classes: ['a', 'b'] };

function settle(settings: Record<string, string>) {
  return settleNetwork(resolveConfig({ settings }, {}), DATA, '/nowhere');
}

test.for(['cnn', 'mlp', 'resnet20'])('%s starts without tfjs', async (network) => {
  const settled = await settle({ network });
  expect(settled.network.topology.config['name']).toBe(network);
});

test('a network that is described is built with it', async () => {
  const layers = '[flatten, {dense: {activation: softmax}}]';
  await expect(settle({ layers })).rejects.toThrow();
});
