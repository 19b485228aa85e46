import { ChorusError } from '@chorus/proto';
import {
  identityOfCertificate,
  isVouchedFor,
  readPair,
  validityOf,
  type CertificateFiles,
  type KeyPair,
} from '@chorus/trust';
import { X509Certificate } from 'node:crypto';

/** That a certificate is for servers, where it says what it is for. */
const SERVER_AUTH = '1.3.6.1.5.5.7.3.1';

/**
 * What a coordinator shows of itself, by files from elsewhere: what no client would take is told here, and not by each of them.
 *
 * @param authority who vouches for both sides, as PEM
 * @throws ChorusError as {@link readPair} does; `invalid` for what is not the certificate of a server that is good now
 */
export function readServerPair(files: CertificateFiles, authority: string, nowMs: number): KeyPair {
  const pair = readPair(files);
  const problem = problemOf(pair.certificate, authority, nowMs, files);
  if (problem === undefined) return pair;
  throw new ChorusError('invalid', `--tls-cert ${files.cert} ${problem}`);
}

function problemOf(
  certificate: string,
  authority: string,
  nowMs: number,
  { ca }: CertificateFiles,
): string | undefined {
  const identity = identityOfCertificate(certificate);
  if (identity) {
    const { role, name } = identity;
    return `is that of ${role} ${name}: a coordinator's has no O=chorus:${role}`;
  }
  const { subjectAltName, keyUsage } = new X509Certificate(certificate);
  if (!subjectAltName) {
    return 'has no names: a coordinator is known by those in subjectAltName, by which others dial it';
  }
  // Node gives the extended usage under this name, and nothing where there is none.
  if (keyUsage && !keyUsage.includes(SERVER_AUTH)) {
    return 'is not for servers: its extendedKeyUsage must have serverAuth, or be left out';
  }
  if (!isVouchedFor(certificate, authority)) {
    return `is not vouched for by --tls-ca ${ca}: put what stands between them into the former`;
  }
  const { toMs } = validityOf(certificate);
  return nowMs < toMs ? undefined : `was valid until ${new Date(toMs).toISOString()}`;
}
