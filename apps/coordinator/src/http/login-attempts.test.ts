import { expect, test } from 'vitest';
import { LOGIN_LIMITS, LoginAttempts } from './login-attempts.ts';

/** How many of so many attempts are let through. */
function take(
  attempts: LoginAttempts,
  count: number,
  addressOf: (index: number) => string,
  nowMs = 0,
) {
  return Array.from({ length: count }, (_, index) => {
    try {
      attempts.take(addressOf(index), nowMs);
      return 1;
    } catch (error) {
      expect(error).toMatchObject({ status: 429 });
      return 0;
    }
  }).reduce<number>((sum, one) => sum + one, 0);
}

const { perAddress, inAll } = LOGIN_LIMITS;

test('an address has so many attempts at once, and more with time; another one has its own', () => {
  const attempts = new LoginAttempts(0);
  expect(take(attempts, 50, () => '192.0.2.1')).toBe(perAddress.atOnce);
  expect(take(attempts, 50, () => '192.0.2.1', 30_000)).toBe(30 * perAddress.perSecond);
  expect(take(attempts, 50, () => '192.0.2.2', 30_000)).toBe(perAddress.atOnce);
});

test('all addresses of a network of IPv6 are one', () => {
  const attempts = new LoginAttempts(0);
  expect(take(attempts, 50, (index) => `2001:db8::${index.toString(16)}`)).toBe(perAddress.atOnce);
});

test('all together have so many, and whoever is refused costs the others none', () => {
  const attempts = new LoginAttempts(0);
  take(attempts, 1_000, () => '192.0.2.1');
  const others = take(attempts, 5_000, (index) => `198.51.${index >> 8}.${index & 255}`);
  expect(others).toBe(inAll.atOnce - perAddress.atOnce);
});

test('who has tried long ago is forgotten, so that others have an allowance of their own again', () => {
  const attempts = new LoginAttempts(0);
  take(attempts, 2_000, (index) => `198.51.${index >> 8}.${index & 255}`);
  const hourMs = 3_600_000;
  expect(take(attempts, 50, () => '192.0.2.1', hourMs)).toBe(perAddress.atOnce);
});
