import { isIdentityName, isRole, type Identity } from './roles.ts';

/** An identity as one word, such as the name of a file: a name holds no `@`. */
export function identityKey({ role, name }: Identity): string {
  return `${role}@${name}`;
}

/** @returns undefined for a word that is of none */
export function identityOfKey(key: string): Identity | undefined {
  const [role = '', name = ''] = key.split('@');
  return isRole(role) && isIdentityName(name) ? { role, name } : undefined;
}
