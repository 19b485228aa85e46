/** Workers that come, go and are lost, and the coordinator's own start and end, stand in the audit log. */
import { readAuditLog } from '@chorus/audit';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Bench } from '../server/testing/bench.ts';

let bench: Bench;
beforeEach(async () => void (bench = await Bench.start({ lostAfterMs: 50 })));
afterEach(() => bench[Symbol.asyncDispose]());

const from = expect.stringMatching(/^127\.0\.0\.1:\d+$/);
const anybody = { name: 'anybody' };
const coordinator = { role: 'chorus', name: 'coordinator' };

/** What the log tells of a worker. */
function told(subject: string) {
  const { lines } = readAuditLog(join(bench.folder, 'audit.jsonl'));
  return lines.map(({ entry }) => entry!).filter((entry) => entry.subject === subject);
}

/** Resolves when so much is told of a worker. */
const toldOf = (subject: string, expected: object[]) =>
  vi.waitFor(() => expect(told(subject)).toMatchObject(expected), 10_000);

test('a worker that leaves', async () => {
  const worker = bench.connect({ workerId: 'gpu-box' });
  await worker.next('welcome');
  worker.say({ leaving: {} });
  await toldOf('worker gpu-box', [
    { action: 'Connect', by: anybody, from, outcome: 'allowed' },
    { action: 'worker-left', by: anybody, from, outcome: 'allowed' },
  ]);
  worker.vanish();
});

test('a worker whose connection breaks, and that is not back in time', async () => {
  const worker = bench.connect({ workerId: 'gpu-box' });
  await worker.next('welcome');
  worker.vanish();
  await toldOf(
    'worker gpu-box',
    [
      { action: 'Connect' },
      { action: 'worker-disconnected', by: anybody, from },
      { action: 'worker-lost', by: coordinator, from, reason: /not back in time/ },
    ].map((entry) => ({
      ...entry,
      ...(entry.reason && { reason: expect.stringMatching(entry.reason) }),
    })),
  );
});

test('a worker that falls silent', async () => {
  const worker = bench.connect({ workerId: 'gpu-box' });
  await worker.next('welcome');
  await toldOf('worker gpu-box', [
    { action: 'Connect' },
    { action: 'worker-lost', by: coordinator },
  ]);
});

test('a worker that is not taken', async () => {
  const worker = bench.connect({ workerId: 'gpu-box', protocolVersion: 1 });
  await worker.ended;
  expect(told('worker gpu-box')).toMatchObject([
    {
      action: 'Connect',
      outcome: 'refused',
      reason: expect.stringContaining('protocol version 1'),
    },
  ]);
});

test('the coordinator itself, by who started it, and how it is reached; after a restart those who are not back', async () => {
  await bench.connect({ workerId: 'gpu-box' }).next('welcome');
  const { address } = bench.coordinator;
  await bench.coordinator.stop();
  await bench.startCoordinator({ lostAfterMs: 50 });
  const { username } = userInfo();
  expect(told(`coordinator ${address}`)).toMatchObject([
    {
      ...{ action: 'coordinator-started', by: { role: 'system', name: username } },
      reason: 'plain text: whoever reaches it may do everything',
    },
  ]);
  await vi.waitFor(
    () => expect(told('worker gpu-box').at(-1)).toMatchObject({ action: 'worker-lost' }),
    10_000,
  );
});
