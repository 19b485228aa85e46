import type { PeerCertificate } from 'node:tls';
import { expect, test } from 'vitest';
import { checkCoordinator } from './check-coordinator.ts';

/** As Node gives it. */
function shown(subject: object, subjectaltname?: string): PeerCertificate {
  return { subject, subjectaltname } as unknown as PeerCertificate;
}

test('a coordinator is known by the names of its server', () => {
  const own = shown({ CN: 'Chorus coordinator' }, 'DNS:gpu-server, IP Address:192.0.2.7');
  expect(checkCoordinator('gpu-server', own)).toBeUndefined();
  expect(checkCoordinator('192.0.2.7', own)).toBeUndefined();
  expect(checkCoordinator('other', own)).toMatchObject({ code: 'ERR_TLS_CERT_ALTNAME_INVALID' });
});

test.each([
  ['a worker that is called as the host', shown({ CN: 'gpu-server', O: 'chorus:worker' })],
  ['a user with names', shown({ CN: 'ada', O: 'chorus:operator' }, 'DNS:gpu-server')],
  ['what has no names but its own', shown({ CN: 'gpu-server' })],
])('%s is no coordinator, whatever else its certificate is for', (_, certificate) => {
  expect(checkCoordinator('gpu-server', certificate)).toMatchObject({
    code: 'CHORUS_NO_COORDINATOR',
  });
});
