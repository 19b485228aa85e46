import { ChorusError } from '@chorus/errors';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { KeyPair } from './certificate-authority.ts';
import type { Credentials } from './credentials.ts';
import { readPrivateFile } from './key-file.ts';
import { isVouchedFor } from './vouched-for.ts';

/** The files, as PEM, of certificates that others have made. */
export interface CertificateFiles {
  /** One's own certificate, and those between it and its authority: `--tls-cert`. */
  readonly cert: string;
  /** Its private key: `--tls-key`. */
  readonly key: string;
  /** The authority that vouches for both sides: `--tls-ca`. */
  readonly ca: string;
}

/** The flags that name such files. */
export interface CertificateFlags {
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  readonly tlsCa?: string;
}

/** @returns undefined: none of them is given. @throws ChorusError `invalid` when one of them lacks */
export function certificateFiles({
  tlsCert,
  tlsKey,
  tlsCa,
}: CertificateFlags): CertificateFiles | undefined {
  if ([tlsCert, tlsKey, tlsCa].every((file) => file === undefined)) return undefined;
  if (tlsCert !== undefined && tlsKey !== undefined && tlsCa !== undefined) {
    return { cert: tlsCert, key: tlsKey, ca: tlsCa };
  }
  throw new ChorusError(
    'invalid',
    '--tls-cert, --tls-key and --tls-ca go together: give all three',
  );
}

/** By what somebody is known whose certificate is from elsewhere. @throws ChorusError as {@link readPair} does; `invalid` for one of another authority */
export function readGivenCredentials(files: CertificateFiles): Credentials {
  const [authority, pair] = [readCertificates('--tls-ca', files.ca), readPair(files)];
  if (isVouchedFor(pair.certificate, authority)) return { authority, pair };
  const problem = `--tls-cert ${files.cert} is not vouched for by --tls-ca ${files.ca}`;
  throw new ChorusError('invalid', `${problem}: put what stands between them into the former`);
}

/** @throws ChorusError `invalid` unless the key is that of the certificate */
export function readPair({ cert, key }: Pick<CertificateFiles, 'cert' | 'key'>): KeyPair {
  const certificate = readCertificates('--tls-cert', cert);
  const text = readFile('--tls-key', key, readPrivateFile);
  let fits: boolean;
  try {
    fits = new X509Certificate(certificate).checkPrivateKey(createPrivateKey(text));
  } catch (cause) {
    throw new ChorusError('invalid', `--tls-key ${key} is no private key in PEM`, { cause });
  }
  if (fits) return { certificate, key: text };
  throw new ChorusError('invalid', `--tls-key ${key} is not the key of --tls-cert ${cert}`);
}

/** One or more certificates. @throws ChorusError `invalid` */
export function readCertificates(flag: string, path: string): string {
  const text = readFile(flag, path, (each) => readFileSync(each, 'utf8'));
  try {
    new X509Certificate(text);
    return text.endsWith('\n') ? text : `${text}\n`;
  } catch (cause) {
    throw new ChorusError('invalid', `${flag} ${path} is no certificate in PEM`, { cause });
  }
}

function readFile(flag: string, path: string, read: (path: string) => string): string {
  try {
    return read(path);
  } catch (cause) {
    if (cause instanceof ChorusError) throw cause;
    const { message } = cause as Error;
    throw new ChorusError('invalid', `${flag} cannot be read: ${message}`, { cause });
  }
}
