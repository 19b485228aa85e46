/** How an identity stands in a certificate: the name as its common name, the role as its organization. */
import { X509Certificate } from 'node:crypto';
import { isIdentityName, isRole, type Identity } from './roles.ts';

const ORGANIZATION = 'chorus:';

/** The subject of an identity's certificate, as X.500 writes it. @throws RangeError for a name that no certificate holds */
export function subjectOf({ role, name }: Identity): string {
  if (!isIdentityName(name)) throw new RangeError(`'${name}' is no name of a certificate`);
  return `CN=${name}, O=${ORGANIZATION}${role}`;
}

/**
 * Whom a certificate names; the connection must have proved that it is one of the authority's.
 *
 * @param subject as Node gives it: each attribute's value, or its values
 * @returns undefined where it names nobody of Chorus', such as the certificate of a server
 */
export function identityIn(
  subject: Readonly<Record<string, string | readonly string[] | undefined>>,
): Identity | undefined {
  const { CN: name, O: organization } = subject;
  if (typeof name !== 'string' || typeof organization !== 'string') return undefined;
  if (!organization.startsWith(ORGANIZATION)) return undefined;
  const role = organization.slice(ORGANIZATION.length);
  return isRole(role) && isIdentityName(name) ? { role, name } : undefined;
}

/** Whom a certificate names, as PEM. @throws Error when it is no certificate */
export function identityOfCertificate(certificate: string): Identity | undefined {
  const lines = new X509Certificate(certificate).subject.split('\n');
  return identityIn(Object.fromEntries(lines.map((line) => line.split('='))));
}
