import { expect, test } from 'vitest';
import { formatToken, parseToken } from './join-token.ts';

const token = {
  addresses: ['gpu-server:50051', '[fd00::5]:50051'],
  role: 'worker',
  authority: 'ab'.repeat(32),
  secret: 's'.repeat(43),
} as const;
const text = formatToken(token);

test('a token is one word that holds addresses, role, authority and secret', () => {
  expect(text).toMatch(/^chorus-token-1\.[\w-]+\.[\w-]{8}$/);
  expect(parseToken(text)).toEqual(token);
  expect(parseToken(`  ${text}\n`)).toEqual(token);
});

test('a token that was cut off or altered anywhere is not taken, and not repeated', () => {
  const damaged = [...text].flatMap((letter, index) => [
    text.slice(0, index),
    text.slice(0, index) + (letter === 'A' ? 'B' : 'A') + text.slice(index + 1),
  ]);
  expect(damaged.length).toBeGreaterThan(300);
  for (const word of damaged) {
    const thrown = catching(() => parseToken(word));
    expect(thrown).toMatchObject({ code: 'invalid' });
    expect(thrown.message).not.toContain(token.secret.slice(0, 10));
    expect(thrown.message).not.toContain(word.slice(20) || 'a token');
  }
});

test.each([
  'chorus token create',
  formatToken({ ...token, authority: 'short' }),
  formatToken({ ...token, secret: '' }),
  formatToken({ ...token, addresses: [] }),
  formatToken({ ...token, role: 'root' as never }),
])('%s is no token', (word) => {
  expect(() => parseToken(word)).toThrow(/^(this is no token|the token is not whole)/);
});

function catching(action: () => unknown): Error {
  try {
    action();
  } catch (error) {
    return error as Error;
  }
  throw new Error('nothing was thrown');
}
