import { needsAnother, type Identity, type KeyPair } from '@chorus/trust';
import type { TrustStore } from '@chorus/trust/authority';
import type { CoordinatorTrust } from '../server/coordinator-trust.ts';
import type { AccountSettings } from './account-settings.ts';
import { Listeners } from './listeners.ts';
import { RENEWAL_TIMING, type RenewalTiming } from './renewal-timing.ts';

/** What a coordinator lets in by, until it is closed. */
export interface OpenTrust extends CoordinatorTrust {
  close(): void;
}

/**
 * Trust by an authority of the coordinator's own: it vouches for the coordinator, under the machine's names, and for those whom tokens let in.
 *
 * @param names finds the names and IP addresses by which the coordinator is reached now
 * @param warn told when no other certificate could be made, so that the former one is shown still, and when the store's files are gone
 * @param accounts whom accounts let in. Default: nobody
 * @throws ChorusError when a file of the store is not what it must be
 */
export async function ownTrust(
  store: TrustStore,
  names: () => readonly string[],
  warn: (message: string) => void,
  accounts?: AccountSettings,
  timing: RenewalTiming = {},
): Promise<OpenTrust> {
  const { authority } = store;
  const { lookEveryMs, lifetimeMs, clock } = { ...RENEWAL_TIMING, ...timing };
  const renewals = new Listeners<KeyPair>();
  const removals = new Listeners<Identity>();
  const watching = store.onRemoved((identity) => removals.tell(identity), warn);
  let shown = await certified(names());
  let isLooking = false;
  const looking = setInterval(() => {
    if (isLooking) return;
    isLooking = true;
    renewIfNeeded()
      .catch(({ message }: Error) => warn(`no other certificate could be made: ${message}`))
      .finally(() => (isLooking = false));
  }, lookEveryMs);
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
    onRemoved: (tell) => removals.add(tell),
    onRenewed: (tell) => renewals.add(tell),
    sessions: store.openSessions(),
    accounts: accounts && (await openAccounts(accounts)),
    close() {
      clearInterval(looking);
      watching.close();
    },
  };

  async function openAccounts(settings: AccountSettings) {
    // It loads libraries that most coordinators do not need.
    const { Accounts } = await import('./accounts.ts');
    return new Accounts(settings, store);
  }

  async function renewIfNeeded(): Promise<void> {
    const now = names();
    const isSame = now.join() === shown.names.join();
    if (isSame && !needsAnother(shown.pair.certificate, clock())) return;
    shown = await certified(now);
    renewals.tell(shown.pair);
  }

  async function certified(hosts: readonly string[]) {
    const terms = { nowMs: clock(), lifetimeMs };
    return { names: hosts, pair: await authority.serverPair(hosts, terms) };
  }
}
