/** Who is answered what, and what becomes of orders. */
import { rpcNamed } from '@chorus/proto';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { SqliteJournal } from '../journal/sqlite-journal.ts';
import { JOURNAL_FILE } from '../server/start-coordinator.ts';
import { ROUTES } from './routes.ts';
import { PageBench } from './testing/page-bench.ts';

const HOUR_MS = 3_600_000;

let page: PageBench;
beforeEach(async () => void (page = await PageBench.start()));
afterEach(() => page[Symbol.asyncDispose]());

describe('every route, by who asks', () => {
  type Caller = 'nobody' | 'viewer' | 'operator' | 'expired' | 'removed' | 'worker';

  beforeEach(async () => {
    await page.logIn('viewer', 'eve');
    await page.logIn('operator', 'removed');
    page.trust.store.remove({ role: 'operator', name: 'removed' }, Date.now());
    // A worker gets no session by its token: even one that had one may do nothing here.
    await page.trust.admit('worker', 'gpu-box');
  });

  /** The cookie of a session that is begun for this. */
  function cookieOf(caller: Caller): string | undefined {
    switch (caller) {
      case 'nobody':
        return undefined;
      case 'expired':
        return page.cookieOf('operator', 'ada', Date.now() - 13 * HOUR_MS);
      case 'removed':
        return page.cookieOf('operator', 'removed');
      case 'viewer':
        return page.cookieOf('viewer', 'eve');
      case 'operator':
        return page.cookieOf('operator', 'ada');
      case 'worker':
        return page.cookieOf('worker', 'gpu-box');
    }
  }

  const pathOf = (path: string, runId: string) =>
    path
      .replace(':index', '0')
      .replace(':worker', 'gpu-box')
      .replace(':runs', `${runId},${runId}`)
      .replace(':run', runId);

  /** 200 stands for whatever is answered to those who may ask: also that there is no such sample. */
  async function statusOf(route: (typeof ROUTES)[number], caller: Caller, runId: string) {
    const cookie = cookieOf(caller);
    const path = pathOf(route.path, runId);
    const body = route.method === 'POST' && { body: '{}' };
    const response = await page.open(path, { method: route.method, cookie, ...body });
    response.destroy();
    const status = response.statusCode!;
    return status === 401 || status === 403 ? status : 200;
  }

  test('GUARD-1, GUARD-2: is answered as the RPC that it is the same as, and to nobody who is not known', async () => {
    for (const route of ROUTES) {
      const { roles } = rpcNamed(route.rpc);
      if (roles === 'anybody') continue;
      const runId = await page.bench.submit();
      for (const caller of ['nobody', 'expired', 'removed'] as const) {
        expect([route.path, caller, await statusOf(route, caller, runId)]).toEqual([
          ...[route.path, caller, 401],
        ]);
      }
      for (const caller of ['worker', 'viewer', 'operator'] as const) {
        const expected = roles.includes(caller) ? 200 : 403;
        expect([route.path, caller, await statusOf(route, caller, runId)]).toEqual([
          ...[route.path, caller, expected],
        ]);
      }
    }
  });

  test('but for the login none is for anybody', () => {
    const open = ROUTES.filter(({ rpc }) => rpcNamed(rpc).roles === 'anybody');
    expect(open.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'POST /api/login',
      'GET /api/account-login',
      'GET /api/account-login/begin',
      'POST /api/account-login',
    ]);
  });

  test('what is not there is told only to those who are known', async () => {
    expect((await page.ask('/api/nothing')).status).toBe(401);
    expect((await page.ask('/api/nothing', { cookie: cookieOf('viewer') })).status).toBe(404);
    expect((await page.ask('/api/login', { cookie: cookieOf('viewer') })).status).toBe(405);
  });
});

describe('an order', () => {
  test('to cancel is carried out under the name of who gave it', async () => {
    const runId = await page.bench.submit();
    const cookie = await page.logIn('operator', 'grace');
    const session = page.trust.coordinator.sessions.find(cookie.split('=')[1]!, Date.now())!;
    expect(await page.post(`/api/runs/${runId}/cancel`, { cookie })).toMatchObject({ status: 200 });
    const events = await page.bench.eventsUntil(runId, 'finished');
    expect(events.at(-1)).toMatchObject({ status: 'cancelled' });
    const { status, body } = await page.post(`/api/runs/${runId}/cancel`, { cookie });
    expect([status, body]).toEqual([409, expect.stringContaining('has ended already')]);
    await page.bench.coordinator.stop();
    const journal = new SqliteJournal(join(page.bench.folder, JOURNAL_FILE));
    const records = [...journal.records()];
    journal.close();
    await page.restart();
    expect(records.find(({ type }) => type === 'run-cancelled')).toMatchObject({
      runId,
      by: { name: 'grace', role: 'operator' },
    });
    expect(JSON.stringify(records)).not.toContain(session.id);
  });

  test('to drain reaches the worker', async () => {
    const worker = page.bench.connect(
      { workerId: 'gpu-box' },
      undefined,
      await page.trust.admit('worker', 'gpu-box'),
    );
    await worker.next('welcome');
    const cookie = await page.logIn('operator');
    expect((await page.post('/api/workers/gpu-box/drain', { cookie })).status).toBe(200);
    await worker.next('drain');
    expect((await page.post('/api/workers/none/drain', { cookie })).status).toBe(404);
  });

  test('of a viewer is refused in a line that says whose it is to give', async () => {
    const runId = await page.bench.submit();
    const cookie = await page.logIn('viewer', 'eve');
    const { status, body } = await page.post(`/api/runs/${runId}/cancel`, { cookie });
    expect([status, JSON.parse(body).error]).toEqual([
      403,
      'viewer eve may not call CancelRun: that is for operator',
    ]);
    expect((await page.ask('/api/runs', { cookie })).body).toContain('"status":"running"');
  });
});
