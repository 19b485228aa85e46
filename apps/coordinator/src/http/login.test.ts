/** Logging in by a token, and how long that lasts. */
import { SESSION_MS, SessionBook } from '@chorus/trust';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { LOGIN_LIMITS } from './login-attempts.ts';
import { closed, PageBench } from './testing/page-bench.ts';

let page: PageBench;
beforeEach(async () => void (page = await PageBench.start()));
afterEach(() => page[Symbol.asyncDispose]());

describe('who logs in', () => {
  test('by a token is known by a cookie that nobody else gets, and no script reads', async () => {
    const { status, headers, body } = await page.tryToken(page.trust.token('viewer'), 'eve');
    expect(status).toBe(200);
    expect(JSON.parse(body)).toMatchObject({ role: 'viewer', name: 'eve' });
    const [cookie, ...flags] = headers['set-cookie']![0]!.split('; ');
    expect(cookie).toMatch(/^__Host-chorus-[0-9a-f]{8}=[\w.-]+$/);
    expect(flags.toSorted()).toEqual(
      ['HttpOnly', 'Max-Age=43200', 'Path=/', 'SameSite=Strict', 'Secure'].toSorted(),
    );
    const session = await page.ask('/api/session', { cookie });
    expect(JSON.parse(session.body)).toMatchObject({ role: 'viewer', name: 'eve' });
    expect((await page.ask('/api/runs', { cookie })).status).toBe(200);
    expect(page.trust.store.admitted).toContainEqual(
      expect.objectContaining({ role: 'viewer', name: 'eve' }),
    );
  });

  test('without a name gets one', async () => {
    const cookie = await page.logIn('viewer');
    const { name } = JSON.parse((await page.ask('/api/session', { cookie })).body);
    expect(name).toMatch(/^browser-[0-9a-f]{8}$/);
  });

  test('stays so when the coordinator is started again', async () => {
    const cookie = await page.logIn('viewer');
    const trust = await page.trust.reopen();
    await page.restart({}, trust);
    expect((await page.ask('/api/runs', { cookie })).status).toBe(200);
  });

  test('and out is out, also with the cookie that somebody has kept', async () => {
    const cookie = await page.logIn('viewer');
    const other = await page.logIn('viewer');
    const { status, headers } = await page.post('/api/logout', { cookie });
    expect(status).toBe(200);
    expect(headers['set-cookie']![0]).toMatch(/^__Host-chorus-\w+=; Max-Age=0; Path=\/; /);
    expect((await page.ask('/api/runs', { cookie })).status).toBe(401);
    expect((await page.ask('/api/runs', { cookie: other })).status).toBe(200);
  });
});

describe('a token that lets nobody in', () => {
  const cut = (token: string) => token.slice(0, -9);
  const altered = (token: string) =>
    token.slice(0, 30) + (token[30] === 'A' ? 'B' : 'A') + token.slice(31);

  async function used(): Promise<string> {
    const token = page.trust.token('operator');
    await page.tryToken(token, 'first');
    return token;
  }

  test.each<[string, () => string | Promise<string>, number, string]>([
    ['is used up', used, 403, 'is used up: it was for 1'],
    ['has expired', () => page.trust.token('operator', { lifetimeMs: -1 }), 403, 'has expired'],
    [
      "is a worker's",
      () => page.trust.token('worker'),
      403,
      'the token is for the role worker, and here it',
    ],
    ['is cut', () => cut(page.trust.token('operator')), 400, 'the token is not whole'],
    ['is altered', () => altered(page.trust.token('operator')), 400, 'the token is not whole'],
    ['is none', () => 'pass-word-of-mine', 400, 'this is no token'],
    ['is empty', () => '', 400, 'this is no token'],
  ])(
    'GUARD-3: since it %s, which is said in a line that repeats nothing of it',
    async (_, make, expected, told) => {
      const token = await make();
      const { status, headers, body } = await page.tryToken(token, 'second');
      expect([status, JSON.parse(body).error]).toEqual([expected, expect.stringContaining(told)]);
      expect(JSON.parse(body).error).not.toContain('\n');
      if (token.length > 20) expect(body).not.toContain(token.slice(15, 35));
      expect(headers['set-cookie']).toBeUndefined();
      expect(page.trust.store.admitted.map(({ name }) => name)).not.toContain('second');
    },
  );

  test('a token of a worker is as good for the worker as before', async () => {
    await page.tryToken(page.trust.token('worker'));
    expect(page.trust.store.tokens.at(-1)).toMatchObject({ role: 'worker', usedBy: [] });
  });

  test('GUARD-3: what is no JSON is not repeated either', async () => {
    const token = page.trust.token('operator');
    for (const body of [token, `{"token":${token}}`, `["${token}"]`, '{"token":7}', '']) {
      const answer = await page.post('/api/login', { body });
      expect(answer.status).toBe(400);
      expect(answer.body).not.toContain(token.slice(-30));
      expect(answer.body).not.toContain(token.slice(0, 12));
    }
  });

  test('a name that is taken, or cannot be one', async () => {
    expect((await page.tryToken(page.trust.token('operator'), 'ada')).body).toContain(
      'the name ada is taken',
    );
    expect((await page.tryToken(page.trust.token('operator'), '<b>')).status).toBe(400);
  });

  test('is tried only so often, and after that the right one is not looked at either', async () => {
    const statuses: (number | undefined)[] = [];
    while (statuses.at(-1) !== 429 && statuses.length < 100) {
      statuses.push((await page.tryToken('none')).status);
    }
    expect(statuses.length).toBeGreaterThan(LOGIN_LIMITS.perAddress.atOnce);
    const { status, headers } = await page.tryToken(page.trust.token('operator'));
    expect([status, headers['retry-after']]).toEqual([429, '60']);
  });
});

describe('a session', () => {
  test('is nothing when its cookie was altered, or is of another coordinator', async () => {
    const cookie = await page.logIn('viewer');
    const word = cookie.slice(cookie.indexOf('=') + 1);
    const raised = Buffer.from(word.split('.')[0]!, 'base64url')
      .toString()
      .replace('viewer', 'operator');
    const other = SessionBook.open(join(page.bench.folder, 'other.json'));
    const theirs = other.begin({ role: 'operator', name: 'ada' }, Date.now());
    for (const wrong of [
      `${Buffer.from(raised).toString('base64url')}.${word.split('.')[1]}`,
      word.slice(0, -1),
      theirs.word,
      '',
    ]) {
      expect((await page.ask('/api/runs', { cookie: page.cookieWith(wrong) })).status).toBe(401);
    }
    expect((await page.ask('/api/runs', { cookie: `a=b; ${cookie}; c=d` })).status).toBe(200);
  });

  test('GUARD-1: ends at once when its user is removed, with the streams that are open', async () => {
    const runId = await page.bench.submit();
    const cookie = await page.logIn('viewer', 'eve');
    const other = await page.logIn('viewer', 'mallory');
    const stream = await page.open(`/api/runs/${runId}/events`, { cookie });
    const stays = await page.open(`/api/runs/${runId}/events`, { cookie: other });
    const cut = closed(stream);
    page.trust.store.remove({ role: 'viewer', name: 'eve' }, Date.now());
    await cut;
    expect((await page.ask('/api/runs', { cookie })).body).toContain('viewer eve was removed');
    expect(stays.destroyed).toBe(false);
    stays.destroy();
  });

  test('ends its streams when its time is over, and when it is logged out', async () => {
    const runId = await page.bench.submit();
    const path = `/api/runs/${runId}/events`;
    const cookie = await page.logIn('viewer', 'eve');
    const almostOver = Date.now() - SESSION_MS + 1_000;
    const expiring = await page.open(path, { cookie: page.cookieOf('viewer', 'eve', almostOver) });
    const leaving = await page.open(path, { cookie });
    const cut = [expiring, leaving].map((stream) => closed(stream));
    await page.post('/api/logout', { cookie });
    await Promise.all(cut);
  });
});
