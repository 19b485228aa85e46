import { TrustStore } from '@chorus/trust/authority';
import { join } from 'node:path';

/** Where a coordinator keeps whom it trusts. @param state its state folder */
export function trustFolder(state: string): string {
  return join(state, 'trust');
}

/** Whom a coordinator trusts, beside which a command runs. @throws ChorusError `not-found` when it has no authority, and as {@link TrustStore.open} does */
export function openStore(state: string): Promise<TrustStore> {
  return TrustStore.open(trustFolder(state));
}
