import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { auditSignatures, auditVulnerabilities } from './audit.ts';

/** What the registry knows of vulnerable packages; undefined: it does not tell. */
let advisories: object | undefined;
const server = createServer((request, response) => {
  request.resume();
  const asked = request.url?.endsWith('/advisories/bulk') && advisories;
  response.writeHead(asked ? 200 : 405).end(asked ? JSON.stringify(advisories) : '');
});
let registry: string;

beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  registry = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});
afterAll(() => server.close());

test('is clean where the registry knows of no vulnerability', async () => {
  advisories = {};
  expect(await auditVulnerabilities({ registry })).toEqual({ outcome: 'clean' });
});

test('names the package that is vulnerable', async () => {
  const advisory = { id: 1, url: '', title: 'reads all', severity: 'high' };
  advisories = {
    yaml: [{ ...advisory, vulnerable_versions: '<99.0.0', cwe: [], cvss: { score: 8 } }],
  };
  const audit = await auditVulnerabilities({ registry });
  if (audit.outcome !== 'faulty') throw new Error(JSON.stringify(audit));
  expect(audit.faults).toEqual(['yaml: reads all (high)']);
});

test('is not checked, and says why, where the registry does not tell', async () => {
  advisories = undefined;
  expect(await auditVulnerabilities({ registry })).toEqual({
    outcome: 'not checked',
    reason: '405 Method Not Allowed',
  });
});

test('is not checked, and never clean, where no registry answers', async () => {
  const nowhere = { registry: 'http://127.0.0.1:1/' };
  expect(await auditVulnerabilities(nowhere)).toMatchObject({ outcome: 'not checked' });
  expect(await auditSignatures(nowhere)).toMatchObject({ outcome: 'not checked' });
});
