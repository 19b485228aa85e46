import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { issuerFetch, parseIssuer } from './issuer-fetch.ts';

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test('an answer is what the issuer says, and redirections are not followed', async () => {
  const url = await serve((request, response) => {
    if (request.url === '/there') response.writeHead(302, { Location: '/elsewhere' }).end();
    else response.setHeader('Content-Type', 'application/json').end('{"keys":[]}');
  });
  const answer = await issuerFetch(url);
  expect([answer.status, await answer.json()]).toEqual([200, { keys: [] }]);
  expect((await issuerFetch(`${url}/there`)).status).toBe(302);
});

test('an answer without end is broken off', async () => {
  const url = await serve((_, response) => {
    const more = () => response.write(Buffer.alloc(64 * 1024), more);
    more();
  });
  await expect(issuerFetch(url)).rejects.toThrow('more than 1048576 bytes');
});

test('an answer that does not end is not waited for', async () => {
  const url = await serve((_, response) => void response.write('{'));
  const given = AbortSignal.timeout(50);
  await expect(issuerFetch(url, { signal: given })).rejects.toThrow('timeout');
});

test('beyond this machine nothing goes in plain text', async () => {
  await expect(issuerFetch('http://login.example.org/keys')).rejects.toThrow('not https');
  for (const text of ['http://login.example.org', 'ldap://x', 'login', 'https://a.example/?x=1']) {
    expect(() => parseIssuer('--oidc-issuer-url', text)).toThrow('--oidc-issuer-url must be');
  }
  expect(parseIssuer('x', 'https://login.example.org/realms/lab').href).toContain('/realms/lab');
  expect(parseIssuer('x', 'http://127.0.0.1:4000').port).toBe('4000');
});
