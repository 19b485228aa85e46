import { ChorusError } from '@chorus/errors';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { KeyPair } from './certificate-authority.ts';
import { readPrivateFile, writePrivateFile } from './key-file.ts';

/** Whom somebody trusts, and by what they are known there. */
export interface Credentials {
  /** The authority's certificate, as PEM. */
  readonly authority: string;
  readonly pair: KeyPair;
}

const FILES = { authority: 'authority.crt', own: 'own.pem' } as const;

/** What begins the certificate in a file that has the key before it. */
const CERTIFICATE = '-----BEGIN CERTIFICATE-----';

/** Reads the credentials in a folder; undefined: there are none. @throws ChorusError `refused` for a key that others can read */
export function readCredentials(folder: string): Credentials | undefined {
  if (!existsSync(join(folder, FILES.own))) return undefined;
  const own = readPrivateFile(join(folder, FILES.own));
  const end = own.indexOf(CERTIFICATE);
  return {
    authority: readFileSync(join(folder, FILES.authority), 'utf8'),
    pair: { key: own.slice(0, end), certificate: own.slice(end) },
  };
}

/**
 * Keeps credentials in a folder, in place of what was there. Key and certificate are one file: who reads while it is written finds two that
 * belong together.
 *
 * @throws ChorusError `refused` when the disk refuses
 */
export function keepCredentials(folder: string, { authority, pair }: Credentials): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writePrivateFile(join(folder, FILES.authority), authority);
    writePrivateFile(join(folder, FILES.own), pair.key + pair.certificate);
  } catch (cause) {
    const { message } = cause as Error;
    throw new ChorusError('refused', `what proves who this machine is cannot be kept: ${message}`, {
      cause,
    });
  }
}
