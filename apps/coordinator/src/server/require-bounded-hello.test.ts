import type { Hello } from '@chorus/proto';
import { expect, test } from 'vitest';
import { requireBoundedHello } from './require-bounded-hello.ts';

const device = { kind: 'gpu', name: 'NVIDIA H200', memoryBytes: 1 };
const hello = {
  protocolVersion: 1,
  ...{ workerId: 'w'.repeat(200), hostname: 'gpu-box', slots: 1_024, backend: 'tensorflow' },
  ...{ devices: Array.from({ length: 8 }, () => device), versions: { tensorflow: '2.21.0' } },
  ...{ incarnation: 1, held: [] },
} as Hello;

test('what a machine has to say of itself is taken', () => {
  expect(() => requireBoundedHello(hello)).not.toThrow();
});

const most = 'at most 200 are taken';
test.each([
  ['a long name', { workerId: 'w'.repeat(201) }, `201 characters in one text: ${most}`],
  ['a long host', { hostname: 'h'.repeat(1e6) }, `1000000 characters in one text: ${most}`],
  ['a long backend', { backend: 'b'.repeat(300) }, `300 characters in one text: ${most}`],
  ['a long device', { devices: [{ ...device, name: 'n'.repeat(300) }] }, '300 characters'],
  ['a long version', { versions: { node: 'v'.repeat(300) } }, '300 characters'],
  ['many devices', { devices: Array(1_025).fill(device) }, '1025 devices: at most 1024'],
  ['many slots', { slots: 1_025 }, '1025 slots: at most 1024'],
  [
    'many versions',
    { versions: Object.fromEntries(Array.from({ length: 65 }, (_, n) => [`p${n}`, '1'])) },
    '65 versions: at most 64',
  ],
])('%s is refused', (_, change, problem) => {
  expect(() => requireBoundedHello({ ...hello, ...change })).toThrow(problem);
});
