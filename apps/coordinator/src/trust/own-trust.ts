import { isRenewalDue, type KeyPair } from '@chorus/trust';
import type { TrustStore } from '@chorus/trust/authority';
import type { CoordinatorTrust } from '../server/coordinator-trust.ts';
import type { AccountSettings } from './account-settings.ts';

/** A server's certificate is made anew when two thirds of this are over, or at each start. */
const SERVER_LIFETIME_MS = 30 * 24 * 60 * 60 * 1000;

/** How often it is looked whether it ends soon, or the machine's names have changed. */
const LOOK_INTERVAL_MS = 60_000;

/** What a coordinator lets in by, until it is closed. */
export interface OpenTrust extends CoordinatorTrust {
  close(): void;
}

/**
 * Trust by an authority of the coordinator's own: it vouches for the coordinator, under the machine's names, and for those whom tokens let in.
 *
 * @param names finds the names and IP addresses by which the coordinator is reached now
 * @param warn told when no other certificate could be made: the former one is shown still
 * @param accounts whom accounts let in. Default: nobody
 * @throws ChorusError when a file of the store is not what it must be
 */
export async function ownTrust(
  store: TrustStore,
  names: () => readonly string[],
  warn: (message: string) => void,
  accounts?: AccountSettings,
): Promise<OpenTrust> {
  const { authority } = store;
  const told = new Set<(pair: KeyPair) => void>();
  let shown = await certified(names());
  const looking = setInterval(() => {
    const now = names();
    if (now.join() === shown.names.join() && !isRenewalDue(shown.pair.certificate, Date.now())) {
      return;
    }
    certified(now).then(
      (other) => {
        shown = other;
        for (const tell of told) tell(other.pair);
      },
      ({ message }: Error) => warn(`no other certificate could be made: ${message}`),
    );
  }, LOOK_INTERVAL_MS);
  looking.unref();
  return {
    get pair() {
      return shown.pair;
    },
    authority: authority.certificate,
    isAdmitted: (identity) => store.isAdmitted(identity),
    admit: (...asked) => store.admit(...asked),
    letInBy: (identity) => store.letInBy(identity),
    letIn: (...asked) => store.letIn(...asked),
    renew: (...asked) => store.renew(...asked),
    onRemoved: (tell) => store.onRemoved(tell),
    onRenewed(tell) {
      told.add(tell);
      return { close: () => told.delete(tell) };
    },
    sessions: store.openSessions(),
    accounts: accounts && (await openAccounts(accounts)),
    close: () => clearInterval(looking),
  };

  async function openAccounts(settings: AccountSettings) {
    // It loads libraries that most coordinators do not need.
    const { Accounts } = await import('./accounts.ts');
    return new Accounts(settings, store);
  }

  async function certified(hosts: readonly string[]) {
    const terms = { nowMs: Date.now(), lifetimeMs: SERVER_LIFETIME_MS };
    return { names: hosts, pair: await authority.serverPair(hosts, terms) };
  }
}
