import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { Issuer } from './issuer.ts';

const HOUR_MS = 3_600_000;

/** A server that describes itself as an issuer. @param said what it says otherwise; undefined: it does not answer */
async function describedAs(said: () => object | undefined) {
  let asked = 0;
  const server = createServer((_, response) => {
    asked += 1;
    const changed = said();
    if (!changed) return void response.writeHead(503).end();
    response.setHeader('Content-Type', 'application/json');
    response.end(JSON.stringify({ issuer: url, jwks_uri: `${url}/keys`, ...changed }));
  }).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { issuer: new Issuer(new URL(url), 'chorus'), url, timesAsked: () => asked };
}

test('ISSUER-1: however many log in at once, an issuer is asked once, and known for a while', async () => {
  const { issuer, url, timesAsked } = await describedAs(() => ({}));
  const nowMs = Date.now();
  const all = await Promise.all([1, 2, 3].map(() => issuer.discover(nowMs)));
  expect(all.map((each) => each.issuer)).toEqual([url, url, url]);
  await issuer.discover(nowMs);
  expect(timesAsked()).toBe(1);
  await issuer.discover(nowMs + 2 * HOUR_MS);
  expect(timesAsked()).toBe(2);
});

test('ISSUER-1: one that fails is not asked again at once, but some seconds later', async () => {
  let isThere = false;
  const { issuer, url, timesAsked } = await describedAs(() => (isThere ? {} : undefined));
  const nowMs = Date.now();
  for (let count = 0; count < 3; count++) {
    await expect(issuer.discover(nowMs)).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining(`the coordinator cannot ask the issuer ${url}`),
    });
  }
  expect(timesAsked()).toBe(1);
  isThere = true;
  await expect(issuer.discover(nowMs + HOUR_MS)).resolves.toMatchObject({ issuer: url });
});

test.each([
  ['names itself otherwise', { issuer: 'https://login.example.org' }, 'issuer'],
  ['has its keys where anybody could alter them', { jwks_uri: 'http://a.example/keys' }, 'https'],
  ['names no keys', { jwks_uri: undefined }, 'no place of its keys'],
])('one that %s is not believed', async (_, said, problem) => {
  const { issuer } = await describedAs(() => said);
  await expect(issuer.discover(Date.now())).rejects.toMatchObject({
    code: 'unavailable',
    message: expect.stringContaining(problem),
  });
});
