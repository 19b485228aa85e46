import { expect, test } from 'vitest';
import { createToken, useToken } from './token-book.ts';

const NOW_MS = 1_700_000_000_000;
const HOUR_MS = 3_600_000;
const WISH = { role: 'worker', lifetimeMs: HOUR_MS, uses: 2 } as const;

test('a token is kept without its secret', () => {
  const { record, secret } = createToken(WISH, NOW_MS);
  expect(secret).toMatch(/^[\w-]{43}$/);
  expect(JSON.stringify(record)).not.toContain(secret);
  expect(record).toMatchObject({ role: 'worker', expiresMs: NOW_MS + HOUR_MS, uses: 2 });
});

test('a token lets in as many as it is for, and remembers whom', () => {
  const { record, secret } = createToken(WISH, NOW_MS);
  const other = createToken(WISH, NOW_MS).record;
  const once = useToken([other, record], secret, 'one', NOW_MS);
  const twice = useToken([other, once], secret, 'two', NOW_MS + HOUR_MS - 1);
  expect(twice).toEqual({ ...record, usedBy: ['one', 'two'] });
  expect(() => useToken([twice], secret, 'three', NOW_MS)).toThrow(
    expect.objectContaining({ code: 'refused', message: expect.stringContaining('it was for 2') }),
  );
});

test('a token that has expired, was revoked, or is not known lets nobody in', () => {
  const { record, secret } = createToken(WISH, NOW_MS);
  expect(() => useToken([record], secret, 'a', NOW_MS + HOUR_MS)).toThrow('has expired');
  expect(() => useToken([{ ...record, revokedMs: NOW_MS }], secret, 'a', NOW_MS)).toThrow(
    'revoked',
  );
  const { secret: other } = createToken(WISH, NOW_MS);
  expect(() => useToken([record], other, 'a', NOW_MS)).toThrow('is not known here');
});
