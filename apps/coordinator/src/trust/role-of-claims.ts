import type { Role } from '@chorus/trust';
import type { AccountSettings } from './account-settings.ts';

/** What an issuer says of an account. */
export type Claims = Readonly<Record<string, unknown>>;

/** What an account may do here; undefined: nothing, since no value of its claim has a role. */
export function roleOfClaims(
  claims: Claims,
  { claim, operators, viewers }: Pick<AccountSettings, 'claim' | 'operators' | 'viewers'>,
): Role | undefined {
  const values = valuesOf(claims, claim);
  const hasOneOf = (allowed: readonly string[]) => allowed.some((value) => values.includes(value));
  if (hasOneOf(operators)) return 'operator';
  return hasOneOf(viewers) ? 'viewer' : undefined;
}

/**
 * The texts that a claim holds.
 *
 * @param path its name, which may have dots itself (`https://example.org/groups`), or the names that lead to it (`realm_access.roles`)
 */
function valuesOf(claims: Claims, path: string): readonly string[] {
  const found = Object.hasOwn(claims, path)
    ? claims[path]
    : path.split('.').reduce<unknown>(memberOf, claims);
  return [found].flat().filter((value) => typeof value === 'string');
}

function memberOf(holder: unknown, name: string): unknown {
  const isHolder = typeof holder === 'object' && holder !== null && Object.hasOwn(holder, name);
  return isHolder ? (holder as Claims)[name] : undefined;
}
