import { ChorusError } from '@chorus/proto';
import { readCertificates, readPair, type CertificateFiles, type KeyPair } from '@chorus/trust';
import type { TrustStore } from '@chorus/trust/authority';
import type { OpenTrust } from './own-trust.ts';

/** How often it is looked whether the files hold another certificate. */
const LOOK_INTERVAL_MS = 60_000;

/**
 * Trust by certificates from elsewhere: whoever has one of the authority, which names them as `CN=NAME, O=chorus:ROLE`, may connect until they are
 * removed. Nobody joins by a token; the page lets in by one.
 *
 * @param store knows whom the page has let in, and who was removed
 * @param warn told when the files hold what cannot be used: the former certificate is shown still
 * @throws ChorusError `invalid` for files that do not fit, `refused` for a key that others can read
 */
export function givenTrust(
  files: CertificateFiles,
  store: TrustStore,
  warn: (message: string) => void,
): OpenTrust {
  const told = new Set<(pair: KeyPair) => void>();
  const authority = readCertificates('--tls-ca', files.ca);
  let pair = readPair(files);
  const looking = setInterval(() => {
    try {
      const now = readPair(files);
      if (now.certificate === pair.certificate) return;
      pair = now;
      for (const tell of told) tell(pair);
    } catch (error) {
      warn(`the former certificate is shown still: ${(error as Error).message}`);
    }
  }, LOOK_INTERVAL_MS);
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
    onRemoved: (tell) => store.onRemoved(tell),
    onRenewed(tell) {
      told.add(tell);
      return { close: () => told.delete(tell) };
    },
    sessions: store.openSessions(),
    close: () => clearInterval(looking),
  };
}

function joinElsewhere(): ChorusError {
  return new ChorusError(
    'refused',
    "this coordinator's certificates are made elsewhere (--tls-ca): ask there for one, and give it by --tls-cert, --tls-key and --tls-ca",
  );
}
