/** What somebody may do at a coordinator: a worker's own work, orders, or looking. */
export const ROLES = ['worker', 'operator', 'viewer'] as const;

export type Role = (typeof ROLES)[number];

/** Who a certificate, or a token, is for. */
export interface Identity {
  readonly role: Role;
  /** Unique within its role: a worker's name, a user's. */
  readonly name: string;
}

/** What a certificate's name may hold: nothing that is escaped anywhere. */
const NAME = /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,62}[A-Za-z0-9])?$/;

/** What {@link isIdentityName} allows, for people. */
export const IDENTITY_NAME_RULE = 'letters, digits, dots, dashes and underscores, 64 at most';

/** Whether a name can stand in a certificate: 1 to 64 letters, digits, dots, dashes and underscores. */
export function isIdentityName(name: string): boolean {
  return NAME.test(name);
}

export function isRole(text: string): text is Role {
  return (ROLES as readonly string[]).includes(text);
}
