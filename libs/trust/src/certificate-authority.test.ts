import { X509Certificate } from 'node:crypto';
import { expect, test } from 'vitest';
import { CertificateAuthority, EARLY_MS } from './certificate-authority.ts';
import { fingerprintOf } from './fingerprint.ts';
import { requestCertificate } from './certificate-request.ts';
import { identityIn } from './subject.ts';

const NOW_MS = Date.UTC(2026, 0, 2, 3, 4, 5);
const DAY_MS = 24 * 60 * 60 * 1000;
const TERMS = { nowMs: NOW_MS, lifetimeMs: 7 * DAY_MS };
const { authority, kept } = await CertificateAuthority.create(NOW_MS);
const root = new X509Certificate(authority.certificate);

function subjectIn(certificate: string) {
  const lines = new X509Certificate(certificate).subject.split('\n');
  return Object.fromEntries(lines.map((line) => line.split('=')));
}

test('an authority vouches for itself and for no other authority', () => {
  expect(root.ca).toBe(true);
  expect(root.verify(root.publicKey)).toBe(true);
  expect(root.validFromDate.getTime()).toBe(NOW_MS - EARLY_MS);
  expect(root.validToDate.getTime()).toBe(NOW_MS + 3_650 * DAY_MS);
});

test("a client's certificate names whom the authority says, for the key of the request, and can make no others", async () => {
  const { key, request } = await requestCertificate();
  const identity = { role: 'worker', name: 'gpu-box-1f2e' } as const;
  const pem = await authority.certify(request, identity, TERMS);
  const certificate = new X509Certificate(pem);
  expect(certificate.checkIssued(root)).toBe(true);
  expect(certificate.verify(root.publicKey)).toBe(true);
  expect(certificate.ca).toBe(false);
  expect(certificate.keyUsage).toEqual(['1.3.6.1.5.5.7.3.2']);
  expect(identityIn(subjectIn(pem))).toEqual(identity);
  expect(key).toMatch(/^-----BEGIN PRIVATE KEY-----\n/);
  // Five minutes early, for clocks that are late.
  expect(certificate.validFromDate.getTime()).toBe(NOW_MS - 5 * 60 * 1000);
  expect(certificate.validToDate.getTime()).toBe(NOW_MS + 7 * DAY_MS);
});

test("a server's certificate has its names and addresses", async () => {
  const { certificate } = await authority.serverPair(['gpu-server', '10.0.0.5', '::1'], TERMS);
  const parsed = new X509Certificate(certificate);
  expect(parsed.checkHost('gpu-server')).toBe('gpu-server');
  expect(parsed.checkIP('10.0.0.5')).toBe('10.0.0.5');
  expect(parsed.checkIP('::1')).toBe('::1');
  expect(parsed.checkHost('other')).toBeUndefined();
  expect(parsed.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1']);
});

test('an authority that was kept is the same one', async () => {
  const restored = await CertificateAuthority.restore(kept);
  expect(restored.fingerprint).toBe(authority.fingerprint);
  const { certificate } = await restored.serverPair(['localhost'], TERMS);
  expect(new X509Certificate(certificate).verify(root.publicKey)).toBe(true);
});

test('a key of another authority is refused', async () => {
  const other = await CertificateAuthority.create(NOW_MS);
  const mixed = { certificate: kept.certificate, key: other.kept.key };
  await expect(CertificateAuthority.restore(mixed)).rejects.toThrow('not that of its certificate');
});

test('the fingerprint is the SHA-256 of the certificate, as others show it', () => {
  expect(fingerprintOf(root.raw)).toBe(root.fingerprint256.replaceAll(':', '').toLowerCase());
  expect(authority.fingerprint).toBe(fingerprintOf(root.raw));
});

test('what is no request, or is signed with another key, gets no certificate', async () => {
  const identity = { role: 'viewer', name: 'ada' } as const;
  await expect(authority.certify('nothing', identity, TERMS)).rejects.toMatchObject({
    code: 'invalid',
    message: expect.stringContaining('no request for a certificate'),
  });
  const { request } = await requestCertificate();
  const der = Buffer.from(request.replaceAll(/-----.*?-----|\s/g, ''), 'base64');
  // The last byte belongs to the signature.
  der[der.length - 1]! ^= 1;
  const forged = `-----BEGIN CERTIFICATE REQUEST-----\n${der.toString('base64')}\n-----END CERTIFICATE REQUEST-----\n`;
  await expect(authority.certify(forged, identity, TERMS)).rejects.toThrow('its own key');
});

test('no certificate outlives its authority', async () => {
  const { request } = await requestCertificate();
  const late = { nowMs: NOW_MS + 3_649 * DAY_MS, lifetimeMs: 30 * DAY_MS };
  const pem = await authority.certify(request, { role: 'worker', name: 'w' }, late);
  expect(new X509Certificate(pem).validToDate).toEqual(root.validToDate);
});
