import type { Identity } from '@chorus/trust';
import type { RpcFacts } from './rpcs.ts';

/** Why somebody is not answered. */
export interface RoleRefusal {
  /** `nobody`: they have shown nothing; `removed`: they may no longer connect; `role`: theirs may not call this. */
  readonly why: 'nobody' | 'removed' | 'role';
  /** The same, as a part of a sentence. */
  readonly problem: string;
}

/**
 * Whether a call is refused for who makes it: the one place that decides, for gRPC and the page.
 *
 * @param rpc its name; `facts` are what is decided about it, undefined for a service that is not in the table, which answers
 *   whoever is known
 * @param isAdmitted whether somebody who has shown who they are has not been removed since
 * @returns undefined when it is allowed
 */
export function refusalByRole(
  rpc: string,
  facts: Pick<RpcFacts, 'roles'> | undefined,
  caller: Identity | undefined,
  isAdmitted: (identity: Identity) => boolean,
): RoleRefusal | undefined {
  const roles = facts?.roles;
  if (roles === 'anybody') return undefined;
  if (!caller) return { why: 'nobody', problem: 'nobody is known who calls' };
  const { role, name } = caller;
  if (!isAdmitted(caller)) return { why: 'removed', problem: `${role} ${name} was removed` };
  if (!roles || roles.includes(role)) return undefined;
  const problem = `${role} ${name} may not call ${rpc}: that is for ${roles.join(' and ')}`;
  return { why: 'role', problem };
}
