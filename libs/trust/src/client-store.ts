import { ChorusError } from '@chorus/errors';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { KeyPair } from './certificate-authority.ts';
import { readPrivateFile, writePrivateFile } from './key-file.ts';

/** Whom a machine trusts at an address, and by what it is known there. */
export interface KnownCoordinator {
  /** The authority's certificate, as PEM. */
  readonly authority: string;
  readonly pair: KeyPair;
}

const FILES = { authority: 'authority.crt', certificate: 'own.crt', key: 'own.key' } as const;

/**
 * Where a machine keeps by what it is known to coordinators, by their addresses.
 *
 * @param home the cache folder, CHORUS_HOME
 */
function folderOf(home: string, address: string): string {
  // HOST:PORT has letters, digits, dots, dashes, and the brackets and colons of IPv6.
  return join(home, 'trust', encodeURIComponent(address));
}

/** By what this machine is known at an address; undefined: it has not joined there. @throws ChorusError `refused` for a key that others can read */
export function knownCoordinator(home: string, address: string): KnownCoordinator | undefined {
  const folder = folderOf(home, address);
  if (!existsSync(join(folder, FILES.certificate))) return undefined;
  return {
    authority: readFileSync(join(folder, FILES.authority), 'utf8'),
    pair: {
      certificate: readFileSync(join(folder, FILES.certificate), 'utf8'),
      key: readPrivateFile(join(folder, FILES.key)),
    },
  };
}

/** Keeps by what this machine is known at an address, in place of what it was known by. @throws ChorusError `refused` when the disk refuses */
export function keepCoordinator(home: string, address: string, known: KnownCoordinator): void {
  const folder = folderOf(home, address);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    // The certificate last: it says that the others are there. A former one would not fit to another key.
    rmSync(join(folder, FILES.certificate), { force: true });
    writePrivateFile(join(folder, FILES.authority), known.authority);
    writePrivateFile(join(folder, FILES.key), known.pair.key);
    writePrivateFile(join(folder, FILES.certificate), known.pair.certificate);
  } catch (cause) {
    const { message } = cause as Error;
    throw new ChorusError('refused', `what proves who this machine is cannot be kept: ${message}`, {
      cause,
    });
  }
}
