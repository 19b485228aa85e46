/** The commands by which a coordinator's machine lets others in: `ca init`, `token create`, `token list`, `token revoke`. */
import { recordDecision } from '@chorus/audit';
import { checkAddress, ChorusError } from '@chorus/proto';
import { formatDuration } from '@chorus/run-view';
import { formatToken, type Role } from '@chorus/trust';
import type { Admitted, TokenRecord } from '@chorus/trust/authority';
import { EXIT_STATUS } from '../exit-status.ts';
import { printJson, printLines } from '../terminal/print-lines.ts';
import { renderTable } from '../terminal/table.ts';
import { openStore } from '../trust/coordinator-store.ts';
import { makeAuthority } from '../trust/serve-trust.ts';
import { checkOutFolder } from '../train/out-folder.ts';
import { parseCount } from '../parse-count.ts';
import { parseLifetime } from '../trust/parse-lifetime.ts';

const MOST_USES = 10_000;

/** What all of these commands were told. */
export interface StateFlags {
  /** The coordinator's state folder. */
  readonly state: string;
}

/** What `chorus token create` was told. */
export interface TokenFlags extends StateFlags {
  readonly role: Role;
  /** A time, such as `24h`. */
  readonly expires: string;
  /** How many, as text. */
  readonly uses: string;
  /** HOST:PORT */
  readonly address?: string;
}

/** Makes a certificate authority. @returns the exit status */
export async function initAuthority({ state }: StateFlags): Promise<number> {
  checkOutFolder('--state', state);
  const store = await makeAuthority(state, (text) => printLines([text]));
  printLines([`its fingerprint is ${store.authority.fingerprint} (SHA-256)`]);
  return EXIT_STATUS.succeeded;
}

/** Makes a token, and prints it. @returns the exit status */
export async function createToken(flags: TokenFlags): Promise<number> {
  const { state, role, address } = flags;
  const lifetimeMs = parseLifetime('--expires', flags.expires);
  const uses = parseCount('--uses', flags.uses, MOST_USES);
  if (address !== undefined) checkAddress('--address', address);
  const store = await openStore(state);
  const addresses = address === undefined ? store.served.addresses : [address];
  if (addresses.length === 0) {
    const problem = 'it is not known by which address the coordinator is reached';
    throw new ChorusError('invalid', `${problem}: start it first, or give --address HOST:PORT`);
  }
  const { record, secret } = store.createToken({ role, lifetimeMs, uses }, Date.now());
  recordDecision(state, {
    ...{ action: 'create-token', subject: `token ${record.id}` },
    reason: `for ${uses} with the role ${role}`,
  });
  const { fingerprint } = store.authority;
  // Alone in its line, so that scripts can take it.
  printLines([formatToken({ addresses, role, authority: fingerprint, secret })]);
  return EXIT_STATUS.succeeded;
}

const COLUMNS = [
  { title: 'token' },
  { title: 'role' },
  { title: 'used', align: 'right' },
  { title: 'state' },
  { title: 'let in' },
] as const;

/** Lists the tokens, without their secrets, which nobody has. @returns the exit status */
export async function listTokens(flags: StateFlags & { readonly json?: boolean }): Promise<number> {
  const { tokens } = await openStore(flags.state);
  if (flags.json) {
    printJson(tokens.map(({ secretSha256: _, ...token }) => token));
  } else if (tokens.length === 0) {
    printLines(["no tokens yet: 'chorus token create' makes one"]);
  } else {
    printLines(renderTable(COLUMNS, tokens.map(tokenRow)));
  }
  return EXIT_STATUS.succeeded;
}

function tokenRow(token: TokenRecord): string[] {
  const { id, role, uses, usedBy } = token;
  return [id, role, `${usedBy.length}/${uses}`, stateOf(token), usedBy.join(' ') || '-'];
}

function stateOf({ revokedMs, expiresMs, uses, usedBy }: TokenRecord): string {
  if (revokedMs !== undefined) return 'revoked';
  if (usedBy.length >= uses) return 'used up';
  const leftMs = expiresMs - Date.now();
  return leftMs > 0 ? `good for ${formatDuration(leftMs / 1000)}` : 'expired';
}

/** What `chorus token revoke` was told. */
export interface RevokeFlags extends StateFlags {
  /** Whether those whom it has let in lose their access, too. */
  readonly andRemove?: boolean;
}

/** Makes a token good for nothing. @returns the exit status */
export async function revokeToken(id: string, { state, andRemove }: RevokeFlags): Promise<number> {
  const store = await openStore(state);
  store.revokeToken(id, Date.now());
  recordDecision(state, { action: 'revoke-token', subject: `token ${id}` });
  const admitted = store.admitted.filter(({ tokenId }) => tokenId === id);
  if (andRemove) {
    for (const one of admitted) {
      store.remove(one, Date.now());
      recordDecision(state, { action: 'remove', subject: describe(one) });
    }
  }
  printLines([`the token ${id} lets nobody in any more${describeAdmitted(admitted, andRemove)}`]);
  return EXIT_STATUS.succeeded;
}

function describeAdmitted(admitted: readonly Admitted[], removed = false): string {
  if (admitted.length === 0) return '';
  const names = admitted.map(describe).join(', ');
  if (removed) return `, and these are disconnected: ${names}`;
  return `; whom it has let in stays (${names}): 'chorus workers remove' and 'chorus users remove' end their access`;
}

/** `worker gpu-box` */
export function describe({ role, name }: Pick<Admitted, 'role' | 'name'>): string {
  return `${role} ${name}`;
}
