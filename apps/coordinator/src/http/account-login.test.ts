/** Logging in on the page by an account, with a real issuer. */
import { readAuditLog } from '@chorus/audit';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { TestBrowser } from '../trust/testing/test-browser.ts';
import { TestIssuer } from '../trust/testing/test-issuer.ts';
import { PageBench } from './testing/page-bench.ts';

let issuer: TestIssuer;
let page: PageBench;

beforeAll(async () => {
  issuer = await TestIssuer.start();
  issuer.addAccount('id-grace', { preferred_username: 'grace', groups: ['ml-leads'] });
  issuer.addAccount('id-joe', { preferred_username: 'joe', groups: ['sales'] });
});
afterAll(() => issuer.stop());
beforeEach(async () => {
  page = await PageBench.start({}, issuer.settings({ operators: ['ml-leads'] }));
  issuer.sendBackTo(`${page.origin}/`);
});
afterEach(() => page[Symbol.asyncDispose]());

/** Begins to log in. @returns where, and the cookie of that login */
async function begin() {
  const { headers, body } = await page.ask('/api/account-login/begin');
  const [cookie = '', ...flags] = headers['set-cookie']![0]!.split('; ');
  return { address: (JSON.parse(body) as { address: string }).address, cookie, flags };
}

/** Logs in at the issuer. @returns the query that it sends the browser back with */
async function answerAs(subject: string, address: string): Promise<string> {
  issuer.logInAs(subject);
  const back = new TestBrowser(page.origin);
  return new URL((await back.open(address)).url).search;
}

const finish = (answer: string, cookie?: string) =>
  page.post('/api/account-login', { cookie, body: JSON.stringify({ answer }) });

test('the page says whose accounts let in', async () => {
  const { body } = await page.ask('/api/account-login');
  expect(JSON.parse(body)).toEqual({ issuer: new URL(issuer.url).host });
});

test('who comes back from the issuer has a session, by the role of their group', async () => {
  const { address, cookie, flags } = await begin();
  expect(cookie).toMatch(/^__Host-chorus-[0-9a-f]{8}-begun=/);
  expect(flags).toContain('Max-Age=600');
  expect(flags).toContain('SameSite=Strict');
  const answer = await answerAs('id-grace', address);
  const { status, headers, body } = await finish(answer, cookie);
  expect([status, JSON.parse(body)]).toMatchObject([200, { role: 'operator', name: 'grace' }]);
  const [session, begun] = headers['set-cookie']!;
  expect(begun).toContain('-begun=; Max-Age=0');
  const own = session!.split(';')[0]!;
  expect((await page.ask('/api/runs', { cookie: own })).status).toBe(200);
  page.trust.store.remove({ role: 'operator', name: 'grace' }, Date.now());
  expect((await page.ask('/api/runs', { cookie: own })).status).toBe(401);
  const again = await begin();
  const refused = await finish(await answerAs('id-grace', again.address), again.cookie);
  expect([refused.status, refused.body]).toMatchObject([
    403,
    expect.stringContaining('operator grace was removed'),
  ]);
  const entries = readAuditLog(join(page.bench.folder, 'audit.jsonl')).lines;
  const logins = entries.filter(({ entry }) => entry?.action === 'JoinWithIdToken');
  expect(logins.map(({ entry }) => entry)).toMatchObject([
    { subject: 'operator grace', reason: `account ${issuer.url}#id-grace, on the page` },
    { outcome: 'refused', reason: 'operator grace was removed' },
  ]);
});

test('an answer counts in the browser alone that began, and once', async () => {
  const { address, cookie } = await begin();
  const other = await begin();
  const answer = await answerAs('id-grace', address);
  expect(await finish(answer)).toMatchObject({
    status: 403,
    body: expect.stringContaining('was begun in another browser'),
  });
  expect(await finish(answer, other.cookie)).toMatchObject({
    status: 403,
    body: expect.stringContaining('does not answer the login that was begun'),
  });
  expect(await finish(answer.replace(/code=[^&]+/, 'code=x'), cookie)).toMatchObject({
    status: 403,
    body: expect.stringContaining('the login was refused at'),
  });
  expect((await finish(answer, cookie)).status).toBe(200);
  expect((await finish(answer, cookie)).status).toBe(403);
});

test('who has no group with a role has no session', async () => {
  const { address, cookie } = await begin();
  const { status, headers, body } = await finish(await answerAs('id-joe', address), cookie);
  expect([status, body]).toMatchObject([403, expect.stringContaining('of joe lets in here')]);
  expect(headers['set-cookie']).toBeUndefined();
});

test('another site begins no login, and finishes none', async () => {
  const { address, cookie } = await begin();
  const answer = await answerAs('id-grace', address);
  const body = JSON.stringify({ answer });
  const headers = { Origin: 'https://elsewhere.example' };
  const { status } = await page.post('/api/account-login', { cookie, body, headers });
  expect(status).toBe(403);
});
