import { expect, test } from 'vitest';
import { roleOfClaims, type Claims } from './role-of-claims.ts';

const groups = { claim: 'groups', operators: ['ml-leads', 'admins'], viewers: ['ml'] };

test.each<[Claims, string | undefined]>([
  [{ groups: ['ml-leads'] }, 'operator'],
  [{ groups: ['ml', 'admins'] }, 'operator'],
  [{ groups: ['ml'] }, 'viewer'],
  [{ groups: 'ml' }, 'viewer'],
  [{ groups: ['ml-leads-of-old', 'ML'] }, undefined],
  [{ groups: [] }, undefined],
  [{ groups: { ml: true } }, undefined],
  [{ groups: [['ml'], 7, null] }, undefined],
  [{ roles: ['ml'] }, undefined],
  [{}, undefined],
])('%j is %s', (claims, expected) => {
  expect(roleOfClaims(claims, groups)).toBe(expected);
});

test('a claim is found by its name, dots in it or not, or inside another one', () => {
  const named = { ...groups, claim: 'https://example.org/groups' };
  expect(roleOfClaims({ 'https://example.org/groups': ['ml'] }, named)).toBe('viewer');
  const inside = { ...groups, claim: 'realm_access.roles' };
  expect(roleOfClaims({ realm_access: { roles: ['admins'] } }, inside)).toBe('operator');
  expect(roleOfClaims({ realm_access: 'admins' }, inside)).toBeUndefined();
  expect(roleOfClaims({}, { ...groups, claim: 'constructor.name' })).toBeUndefined();
});

test('without a value for a role nobody has it', () => {
  const nobody = { claim: 'groups', operators: [], viewers: [] };
  expect(roleOfClaims({ groups: ['', 'ml'] }, nobody)).toBeUndefined();
});
