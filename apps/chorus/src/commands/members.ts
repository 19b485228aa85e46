/** The commands that list those whom a coordinator knows, and end their access: `users`, `users remove`, `workers remove`. */
import { recordDecision } from '@chorus/audit';
import { ChorusError } from '@chorus/proto';
import type { Role } from '@chorus/trust';
import type { Admitted } from '@chorus/trust/authority';
import { EXIT_STATUS } from '../exit-status.ts';
import { formatTime } from '../terminal/format-time.ts';
import { printJson, printLines } from '../terminal/print-lines.ts';
import { renderTable } from '../terminal/table.ts';
import { openStore } from '../trust/coordinator-store.ts';
import type { StateFlags } from './token.ts';

const USER_ROLES = ['operator', 'viewer'] as const;

const COLUMNS = [
  { title: 'user' },
  { title: 'role' },
  { title: 'since' },
  { title: 'let in by' },
] as const;

/** Lists the people whom a coordinator knows. @returns the exit status */
export async function listUsers({
  state,
  json,
}: StateFlags & { readonly json?: boolean }): Promise<number> {
  const { admitted } = await openStore(state);
  const users = admitted.filter(({ role }) => role !== 'worker');
  if (json) printJson(users);
  else if (users.length === 0) {
    printLines(["no users yet: 'chorus token create --role operator' lets one in"]);
  } else printLines(renderTable(COLUMNS, users.map(userRow)));
  return EXIT_STATUS.succeeded;
}

function userRow({ name, role, admittedMs, tokenId, account }: Admitted): string[] {
  return [name, role, formatTime(admittedMs), account ?? `token ${tokenId}`];
}

/** Ends a user's access at once. @returns the exit status */
export async function removeUser(name: string, flags: StateFlags): Promise<number> {
  return remove(name, USER_ROLES, flags, "'chorus users' lists them");
}

/** Ends a worker's access at once. @returns the exit status */
export async function removeWorker(name: string, flags: StateFlags): Promise<number> {
  return remove(name, ['worker'], flags, "'chorus workers' lists them");
}

async function remove(
  name: string,
  roles: readonly Role[],
  { state }: StateFlags,
  remedy: string,
): Promise<number> {
  const store = await openStore(state);
  const meant = roles.filter((role) => store.mayConnect({ role, name }));
  if (meant.length === 0) {
    const kind = roles.includes('worker') ? 'worker' : 'user';
    throw new ChorusError('not-found', `no ${kind} ${name} has joined: ${remedy}`);
  }
  for (const role of meant) {
    store.remove({ role, name }, Date.now());
    recordDecision(state, { action: 'remove', subject: `${role} ${name}` });
    printLines([`${role} ${name} is disconnected, and may not connect again under this name`]);
  }
  return EXIT_STATUS.succeeded;
}
