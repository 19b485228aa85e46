/** Who connects, and shows nothing of themselves. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { connect as connectTls } from 'node:tls';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { closed, PageBench } from './testing/page-bench.ts';

let page: PageBench;
beforeEach(async () => void (page = await PageBench.start()));
afterEach(() => page[Symbol.asyncDispose]());

describe('the door', () => {
  test('plain text is told to use https, and an older TLS is refused', async () => {
    const socket = connect(page.port, '127.0.0.1');
    socket.write('GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n');
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 400 .*https:\/\//s);
    const old = connectTls({
      ...{ port: page.port, host: '127.0.0.1', maxVersion: 'TLSv1.2' },
      ca: page.trust.coordinator.authority,
    });
    const [error] = await once(old, 'error');
    expect(String(error)).toMatch(/protocol version|alert/);
  });

  test('a body that is too large is refused', async () => {
    const body = JSON.stringify({ token: 'x'.repeat(5_000) });
    expect((await page.post('/api/login', { body })).status).toBe(413);
  });

  test('a body that does not come is not waited for', async () => {
    await page.restart({ requestMs: 500, headerMs: 500 });
    const headers = { 'Content-Length': '100' };
    expect((await page.post('/api/login', { body: '{', headers })).status).toBe(408);
  });

  test('who connects and says nothing, or says it for ever, is cut off', async () => {
    await page.restart({ handshakeMs: 200, headerMs: 300, requestMs: 300 });
    const silent = connect(page.port, '127.0.0.1');
    const { authority: ca } = page.trust.coordinator;
    const shaken = connectTls({ port: page.port, host: '127.0.0.1', ca });
    const slow = connectTls({ port: page.port, host: '127.0.0.1', ca });
    slow.write('GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ');
    await Promise.all([silent, shaken, slow].map(closed));
  });

  test('one address has only so many connections', async () => {
    await page.restart({ perAddress: 3 });
    const sockets = Array.from({ length: 3 }, () => connect(page.port, '127.0.0.1'));
    await Promise.all(sockets.map((socket) => once(socket, 'connect')));
    await expect(page.ask('/')).rejects.toThrow(/socket|ECONNRESET/);
    for (const socket of sockets) socket.destroy();
    await vi.waitFor(async () => expect((await page.ask('/')).status).toBe(200));
  });

  test('there are only so many handshakes that are not over', async () => {
    await page.restart({ handshakes: 2 });
    const idle = Array.from({ length: 2 }, () => connect(page.port, '127.0.0.1'));
    await Promise.all(idle.map((socket) => once(socket, 'connect')));
    await expect(page.ask('/')).rejects.toThrow(/socket|ECONNRESET/);
    for (const socket of idle) socket.destroy();
    await vi.waitFor(async () => expect((await page.ask('/')).status).toBe(200));
  });

  test('a certificate that was renewed is shown from then on, and its names are those that count', async () => {
    const { coordinator } = page.trust;
    const renewed = await page.trust.store.authority.serverPair(['127.0.0.1', 'other.example'], {
      nowMs: Date.now(),
      lifetimeMs: 3_600_000,
    });
    const told: Parameters<typeof coordinator.onRenewed>[0][] = [];
    let pair = coordinator.pair;
    await page.restart(
      {},
      {
        ...coordinator,
        get pair() {
          return pair;
        },
        onRenewed(tell) {
          told.push(tell);
          return { close: () => {} };
        },
      },
    );
    const Host = 'other.example';
    expect((await page.ask('/', { headers: { Host } })).status).toBe(403);
    pair = renewed;
    for (const tell of told) tell(renewed);
    expect((await page.ask('/', { headers: { Host } })).status).toBe(200);
    const { port } = page;
    const socket = connectTls({ port, host: '127.0.0.1', ca: coordinator.authority });
    await once(socket, 'secureConnect');
    expect(socket.getPeerX509Certificate()!.toString()).toBe(renewed.certificate);
    socket.destroy();
    const old = connectTls({
      port,
      host: '127.0.0.1',
      maxVersion: 'TLSv1.2',
      ca: coordinator.authority,
    });
    expect(String((await once(old, 'error'))[0])).toMatch(/protocol version|alert/);
  });

  test('a header that is too large is refused', async () => {
    const asking = page.ask('/', { headers: { 'X-Much': 'x'.repeat(20_000) } });
    // The connection may be gone before its answer is read.
    const status = await asking.then(
      (answer) => answer.status,
      () => 431,
    );
    expect(status).toBe(431);
  });
});
