/** What is ordered on the live page stands in the audit log as what is ordered by gRPC does. */
import { readAuditLog, type AuditEntry } from '@chorus/audit';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { PageBench } from '../http/testing/page-bench.ts';

let page: PageBench;
beforeEach(async () => void (page = await PageBench.start()));
afterEach(() => page[Symbol.asyncDispose]());

const from = expect.stringMatching(/^127\.0\.0\.1:\d+$/);

/** What the log has of this, without its place in the log. */
function told(action: string) {
  const { lines } = readAuditLog(join(page.bench.folder, 'audit.jsonl'));
  return lines
    .map(({ entry }) => entry!)
    .filter((entry) => entry.action === action)
    .map(({ sequence: _, time: __, previous: ___, ...entry }: AuditEntry) => entry);
}

test('a run that is cancelled, and one that cannot be', async () => {
  const runId = await page.bench.submit();
  const cookie = await page.logIn('operator', 'bob');
  const by = { role: 'operator', name: 'bob' };
  await page.post(`/api/runs/${runId}/cancel`, { cookie });
  await page.post(`/api/runs/${runId}/cancel`, { cookie });
  const order = { action: 'CancelRun', by, from, subject: `run ${runId}` };
  expect(told('CancelRun')).toEqual([
    { ...order, outcome: 'allowed' },
    { ...order, outcome: 'refused', reason: `run ${runId} has ended already (cancelled)` },
  ]);
});

test('a worker that is drained', async () => {
  const cookie = await page.logIn('operator', 'bob');
  await page.post('/api/workers/none/drain', { cookie });
  expect(told('DrainWorker')).toMatchObject([
    { by: { name: 'bob' }, subject: 'worker none', outcome: 'refused', from },
  ]);
});

test('who logs in, by which token, and out; and who is not let in, without the token', async () => {
  const cookie = await page.logIn('viewer', 'eve');
  await page.post('/api/logout', { cookie });
  const token = page.trust.token('operator', { lifetimeMs: -1 });
  await page.tryToken(token, 'bob');
  const id = page.trust.store.admitted.find(({ name }) => name === 'eve')!.tokenId;
  expect(told('Join')).toEqual([
    {
      ...{ action: 'Join', by: { name: 'anybody' }, from, subject: 'viewer eve' },
      ...{ outcome: 'allowed', reason: `token ${id}, on the page` },
    },
    {
      ...{ action: 'Join', by: { name: 'anybody' }, from, outcome: 'refused' },
      reason: expect.stringMatching(/^the token [0-9a-f]{8} has expired/),
    },
  ]);
  expect(told('page-logout')).toMatchObject([{ by: { role: 'viewer', name: 'eve' } }]);
});

test('who looks and orders, or shows nothing and orders, is refused; that nobody has logged in yet is no decision', async () => {
  const runId = await page.bench.submit();
  const cookie = await page.logIn('viewer', 'eve');
  await page.post(`/api/runs/${runId}/cancel`, { cookie });
  await page.post(`/api/runs/${runId}/cancel`);
  await page.ask('/api/runs');
  expect(told('CancelRun')).toMatchObject(
    [
      { by: { role: 'viewer', name: 'eve' }, outcome: 'refused', reason: /may not call CancelRun/ },
      { by: { name: 'anybody' }, outcome: 'refused' },
    ].map((entry) => ({
      ...entry,
      ...(entry.reason && { reason: expect.stringMatching(entry.reason) }),
    })),
  );
  expect(told('ListRuns')).toEqual([]);
});

test("another site's page that gives an order in somebody's name", async () => {
  const runId = await page.bench.submit();
  const cookie = await page.logIn('operator', 'bob');
  const headers = { Origin: 'https://evil.example' };
  await page.post(`/api/runs/${runId}/cancel`, { cookie, headers });
  expect(told('CancelRun')).toMatchObject([
    {
      ...{ by: { role: 'operator', name: 'bob' }, outcome: 'refused', from },
      reason: expect.stringContaining("Origin is 'https://evil.example'"),
    },
  ]);
});
