import { expect, test } from 'vitest';
import { accountSettings, type AccountFlags } from './account-flags.ts';

const FLAGS: AccountFlags = {
  oidcIssuerUrl: 'https://login.example.org/realms/lab',
  oidcClientId: 'chorus',
  oidcOperators: 'ml-leads, admins',
};

test('without flags no account lets anybody in', () => {
  expect(accountSettings({})).toBeUndefined();
});

test('values and scopes are separated by commas, and openid is asked for always', () => {
  expect(accountSettings({ ...FLAGS, oidcScopes: 'groups,openid' })).toEqual({
    issuer: new URL('https://login.example.org/realms/lab'),
    clientId: 'chorus',
    scopes: ['openid', 'groups'],
    claim: 'groups',
    operators: ['ml-leads', 'admins'],
    viewers: [],
  });
  expect(accountSettings(FLAGS)?.scopes).toEqual(['openid', 'profile', 'email']);
});

test.each<[AccountFlags, string]>([
  [{ oidcViewers: 'ml' }, '--oidc-viewers says nothing without --oidc-issuer-url'],
  [{ ...FLAGS, oidcIssuerUrl: 'http://login.example.org' }, '--oidc-issuer-url must be'],
  [{ ...FLAGS, oidcClientId: '' }, '--oidc-client-id lacks'],
  [{ ...FLAGS, oidcOperators: ' ,' }, "name values of the claim 'groups' by --oidc-operators"],
])('%j is refused', (flags, problem) => {
  expect(() => accountSettings(flags)).toThrow(problem);
});
