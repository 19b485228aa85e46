import { expect, test } from 'vitest';
import { fitIdentityName } from './fit-identity-name.ts';

test.each([
  ['ada', 'ada'],
  ['ada@example.org', 'ada-example.org'],
  ['Åsa Öberg', 'Asa-Oberg'],
  ['auth0|123', 'auth0-123'],
  ['../../etc/passwd', 'etc-passwd'],
  [`${'x'.repeat(63)}--tail`, 'x'.repeat(63)],
  ['李', undefined],
  ['', undefined],
])('%s becomes %s', (text, expected) => {
  expect(fitIdentityName(text)).toBe(expected);
});
