import type os from 'node:os';
import { hostname, networkInterfaces } from 'node:os';
import { afterEach, expect, test, vi } from 'vitest';
import { machineNames } from './machine-names.ts';

vi.mock('node:os', async (original) => ({
  ...(await original<typeof os>()),
  networkInterfaces: vi.fn(),
}));
afterEach(() => vi.mocked(networkInterfaces).mockReset());

function address(address: string, internal = false) {
  return { address, internal } as NonNullable<ReturnType<typeof networkInterfaces>[string]>[number];
}

test('a machine is reached by its name and its addresses, but by none that others would understand otherwise', () => {
  vi.mocked(networkInterfaces).mockReturnValue({
    lo: [address('127.0.0.1', true), address('::1', true)],
    eth0: [address('10.0.0.5'), address('fd00::5'), address('fe80::1')],
    eth1: [address('10.0.0.5')],
  });
  expect(machineNames()).toEqual([hostname(), '10.0.0.5', 'fd00::5']);
});
