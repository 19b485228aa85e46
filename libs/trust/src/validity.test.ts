import { expect, test } from 'vitest';
import { CertificateAuthority, EARLY_MS } from './certificate-authority.ts';
import { requestCertificate } from './certificate-request.ts';
import { isRenewalDue, validityOf } from './validity.ts';

const DAY_MS = 86_400_000;
const nowMs = Math.floor(Date.now() / 1000) * 1000;

test('a certificate is renewed when two thirds of its time are over', async () => {
  const { authority } = await CertificateAuthority.create(nowMs);
  const { request } = await requestCertificate();
  const terms = { nowMs, lifetimeMs: 30 * DAY_MS };
  const certificate = await authority.certify(request, { role: 'viewer', name: 'eve' }, terms);
  expect(validityOf(certificate)).toEqual({
    fromMs: nowMs - EARLY_MS,
    toMs: nowMs + 30 * DAY_MS,
  });
  expect(isRenewalDue(certificate, nowMs + 19.9 * DAY_MS)).toBe(false);
  expect(isRenewalDue(certificate, nowMs + 20.1 * DAY_MS)).toBe(true);
});
