import type { TLSSocket } from 'node:tls';
import { identityIn } from './subject.ts';
import { isVouchedFor } from './vouched-for.ts';

/**
 * Why nobody is known by a connection, in words for whoever made it: what is wrong with the certificate that was shown, with its dates and
 * what the clock says here where that is the reason.
 *
 * @param authority the certificate of who vouches for those who are known, as PEM
 * @param nowMs Unix time in milliseconds
 */
export function whyUnknown(socket: TLSSocket, authority: string, nowMs: number): string {
  const certificate = socket.getPeerX509Certificate();
  if (!certificate) return 'no certificate was shown';
  if (socket.authorized) return 'the certificate that was shown names nobody of Chorus';
  // Nobody vouches for what it says: only a name as Chorus gives them is repeated.
  const identity = identityIn({ ...socket.getPeerCertificate().subject });
  const whose = `the certificate${identity ? ` of ${identity.role} ${identity.name}` : ''}`;
  // Typed as an Error, it is the code of one.
  const code = String(socket.authorizationError);
  // OpenSSL tells the last problem that it finds: of a certificate of nobody here that it has expired.
  if (!isVouchedFor(certificate, authority)) {
    return `${whose} is of another authority than this coordinator's`;
  }
  const here = `and the clock here says ${new Date(nowMs).toISOString()} (compare it with yours)`;
  const { validFrom, validTo } = certificate;
  if (code === 'CERT_HAS_EXPIRED') return `${whose} was valid until ${dateOf(validTo)}, ${here}`;
  if (code === 'CERT_NOT_YET_VALID') {
    return `${whose} is valid from ${dateOf(validFrom)} on, ${here}`;
  }
  return `${whose} is not accepted (${code})`;
}

function dateOf(text: string): string {
  return new Date(text).toISOString();
}
