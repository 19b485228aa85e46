import { identityIn } from '@chorus/trust';
import { checkServerIdentity, type PeerCertificate } from 'node:tls';

/** The code of the error for a certificate that is no server's. */
export const NO_COORDINATOR = 'CHORUS_NO_COORDINATOR';

/**
 * Whether a certificate, for which an authority vouches, is that of a coordinator at this host: it says so itself, by the names under which
 * it is reached. One that names a worker or a user is none, wherever it is shown, also when who made it has not said what it is for.
 *
 * @param host a name or an address, without brackets
 * @returns why it is not
 */
export function checkCoordinator(host: string, shown: PeerCertificate): Error | undefined {
  // Without names of a server, Node takes the name of whose certificate it is for one.
  if (!shown.subjectaltname || identityIn({ ...shown.subject })) {
    const problem = new Error("the certificate that was shown is no coordinator's");
    return Object.assign(problem, { code: NO_COORDINATOR });
  }
  return checkServerIdentity(host, shown);
}
