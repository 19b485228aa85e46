import { expect, test } from 'vitest';
import { accountKey, identityOfAccount, NO_ACCOUNT, type AccountWish } from './account.ts';
import type { Identity } from './roles.ts';

const ADA = { issuer: 'https://login.example.org', subject: '17' };
const wish = (changed: Partial<AccountWish> = {}): AccountWish => ({
  ...{ account: ADA, role: 'viewer', names: ['ada', 'ada-example.org'] },
  ...changed,
});

/** A store in which names are held by these, by their roles and names, in words. */
function held(holders: Readonly<Record<string, string>>, removed: readonly string[] = []) {
  const word = ({ role, name }: Identity) => `${role} ${name}`;
  const byAccounts = Object.entries(holders).flatMap(([of, account]) => {
    const [role, name] = of.split(' ') as [Identity['role'], string];
    return account === NO_ACCOUNT ? [] : [{ role, name, account }];
  });
  return {
    byAccounts,
    holderOf: (identity: Identity) => holders[word(identity)],
    isRemoved: (identity: Identity) => removed.includes(word(identity)),
  };
}

const nameOf = (...asked: Parameters<typeof identityOfAccount>) => identityOfAccount(...asked).name;

test('who comes first gets the best name that nobody has, whoever has the others', () => {
  expect(nameOf(wish(), held({}))).toBe('ada');
  expect(nameOf(wish(), held({ 'viewer ada': NO_ACCOUNT }))).toBe('ada-example.org');
  expect(nameOf(wish(), held({ 'viewer ada': 'https://login.example.org#18' }))).toBe(
    'ada-example.org',
  );
  expect(nameOf(wish({ names: [] }), held({}))).toMatch(/^account-[0-9a-f]{12}$/);
});

test('who was here has the name of before, and no other in another role', () => {
  const known = held({ 'viewer countess': accountKey(ADA) });
  expect(nameOf(wish(), known)).toBe('countess');
  expect(nameOf(wish({ role: 'operator' }), known)).toBe('countess');
  const taken = held({ 'viewer countess': accountKey(ADA), 'operator countess': NO_ACCOUNT });
  expect(() => identityOfAccount(wish({ role: 'operator' }), taken)).toThrow(
    'the name countess is taken by another operator',
  );
});

test('the same subject of another issuer is somebody else', () => {
  const known = held({ 'viewer ada': accountKey(ADA) });
  const other = wish({ account: { ...ADA, issuer: 'https://other.example.org' } });
  expect(nameOf(other, known)).toBe('ada-example.org');
});

test('who was removed in one role is let in in none', () => {
  const known = held({ 'viewer ada': accountKey(ADA) }, ['viewer ada']);
  expect(() => identityOfAccount(wish({ role: 'operator' }), known)).toThrow(
    'viewer ada was removed',
  );
});
