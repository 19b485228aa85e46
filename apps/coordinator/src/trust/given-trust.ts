import { ChorusError } from '@chorus/proto';
import {
  readCertificates,
  type CertificateFiles,
  type Identity,
  type KeyPair,
} from '@chorus/trust';
import type { TrustStore } from '@chorus/trust/authority';
import { Listeners } from './listeners.ts';
import type { OpenTrust } from './own-trust.ts';
import { readServerPair } from './read-server-pair.ts';
import { RENEWAL_TIMING, type RenewalTiming } from './renewal-timing.ts';

/**
 * Trust by certificates from elsewhere: whoever has one of the authority, which names them as `CN=NAME, O=chorus:ROLE`, may connect until they are
 * removed. Nobody joins by a token; the page lets in by one.
 *
 * @param store knows whom the page has let in, and who was removed
 * @param warn told when the files hold what cannot be used, so that the former certificate is shown still, and when the store's files are gone
 * @throws ChorusError as {@link readServerPair} does
 */
export function givenTrust(
  files: CertificateFiles,
  store: TrustStore,
  warn: (message: string) => void,
  timing: Omit<RenewalTiming, 'lifetimeMs'> = {},
): OpenTrust {
  const { lookEveryMs, clock } = { ...RENEWAL_TIMING, ...timing };
  const renewals = new Listeners<KeyPair>();
  const removals = new Listeners<Identity>();
  const authority = readCertificates('--tls-ca', files.ca);
  let pair = readServerPair(files, authority, clock());
  const watching = store.onRemoved((identity) => removals.tell(identity), warn);
  let told: string | undefined;
  const looking = setInterval(() => {
    try {
      const now = readServerPair(files, authority, clock());
      told = undefined;
      if (now.certificate === pair.certificate) return;
      pair = now;
      renewals.tell(pair);
    } catch (error) {
      const { message } = error as Error;
      if (message !== told) warn(`the former certificate is shown still: ${message}`);
      told = message;
    }
  }, lookEveryMs);
  looking.unref();
  return {
    get pair() {
      return pair;
    },
    authority,
    isAdmitted: (identity) => store.isWelcome(identity),
    admit: async () => {
      throw joinElsewhere();
    },
    letInBy: (identity) => store.letInBy(identity),
    letIn: (...asked) => store.letIn(...asked),
    renew: async () => {
      throw joinElsewhere();
    },
    onRemoved: (tell) => removals.add(tell),
    onRenewed: (tell) => renewals.add(tell),
    sessions: store.openSessions(),
    close() {
      clearInterval(looking);
      watching.close();
    },
  };
}

function joinElsewhere(): ChorusError {
  return new ChorusError(
    'refused',
    "this coordinator's certificates are made elsewhere (--tls-ca): ask there for one, and give it by --tls-cert, --tls-key and --tls-ca",
  );
}
