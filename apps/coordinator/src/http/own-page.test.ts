/** Whose page may ask, and under which name. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { PageBench } from './testing/page-bench.ts';

let page: PageBench;
beforeEach(async () => void (page = await PageBench.start()));
afterEach(() => page[Symbol.asyncDispose]());

describe('H2: an order is given by the own page alone', () => {
  let runId: string;
  let cookie: string;
  beforeEach(async () => {
    runId = await page.bench.submit();
    cookie = await page.logIn('operator');
  });

  test.each([
    ['another origin', { Origin: 'https://evil.example' }, 403],
    ['the same host at another port', { Origin: 'https://127.0.0.1:1' }, 403],
    ['the same address in plain text', { Origin: 'plain' }, 403],
    ['an origin that is kept secret', { Origin: 'null' }, 403],
    ['no origin', { Origin: undefined }, 403],
    ['another site, as the browser says', { 'Sec-Fetch-Site': 'cross-site' }, 403],
    ['a page of the same site', { 'Sec-Fetch-Site': 'same-site' }, 403],
    ['a form', { 'Content-Type': 'text/plain' }, 415],
    ['who does not say what it sends', { 'Content-Type': undefined }, 415],
    ['whom the name of another host has led here', { Host: 'evil.example' }, 403],
  ])('not by %s', async (_, changed: Record<string, string | undefined>, expected) => {
    const plain = changed['Origin'] === 'plain' && { Origin: page.origin.replace('https', 'http') };
    const headers = { ...changed, ...plain };
    for (const path of [`/api/runs/${runId}/cancel`, '/api/logout', '/api/login']) {
      expect((await page.post(path, { cookie, headers })).status, path).toBe(expected);
    }
    expect((await page.ask('/api/runs', { cookie })).body).toContain('"status":"running"');
  });

  test('and a browser that says nothing of sites is believed by its origin', async () => {
    const headers = { 'Sec-Fetch-Site': undefined };
    expect((await page.post(`/api/runs/${runId}/cancel`, { cookie, headers })).status).toBe(200);
  });
});

describe('H2: only who names this server is answered (DNS rebinding)', () => {
  test('by a name of its certificate, or an address', async () => {
    const statusFor = async (Host: string) => (await page.ask('/', { headers: { Host } })).status;
    expect(await statusFor('coordinator.example')).toBe(200);
    expect(await statusFor('COORDINATOR.example:8443')).toBe(200);
    expect(await statusFor('localhost:8443')).toBe(200);
    expect(await statusFor('other.coordinator.example')).toBe(403);
    expect(await statusFor('192.168.1.5:8443')).toBe(200);
    expect(await statusFor('[::1]:8443')).toBe(200);
    expect(await statusFor('localhost.evil.example')).toBe(403);
    const { status, body } = await page.ask('/', { headers: { Host: 'evil.example' } });
    expect([status, JSON.parse(body).error]).toEqual([
      403,
      expect.stringContaining("not 'evil.example': its certificate is for IP Address:127.0.0.1"),
    ]);
  });

  test('no page may frame it, nor give it scripts, with a login or without', async () => {
    for (const path of ['/', '/api/runs', '/api/login']) {
      const { headers } = await page.ask(path);
      const policy = headers['content-security-policy'];
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).toContain("default-src 'self'");
      expect(policy).not.toContain('unsafe');
      expect(headers['x-content-type-options']).toBe('nosniff');
      expect(headers['access-control-allow-origin']).toBeUndefined();
    }
  });
});
