/** Signatures of runs: Ed25519 (RFC 8032) over the bytes of manifest.json, by keys in PEM files as OpenSSL writes them. */
import { ChorusError } from '@chorus/proto';
import { createPrivateKey, createPublicKey, hash, sign, verify, type KeyObject } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import type { RunSignature } from './packing.ts';

/**
 * Reads the private key to sign by.
 *
 * @param flag who named it, for the message
 * @throws ChorusError `invalid` when it cannot be read, is none of Ed25519, or others than its owner may read it
 */
export function readPrivateKey(flag: string, path: string): KeyObject {
  requireMode(flag, path, 0o077, 'others than its owner may read it', 'chmod 600');
  return requireEd25519(flag, path, readKey(flag, path, 'private', createPrivateKey));
}

/** Reads the public key to check by. @throws as {@link readPrivateKey} does, if others than its owner may write it */
export function readPublicKey(flag: string, path: string): KeyObject {
  requireMode(flag, path, 0o022, 'others than its owner may write it', 'chmod 644');
  const key = readKey(flag, path, 'public', (pem) => {
    // Else the public key of a private one would be taken, which nobody should hand around.
    if (/PRIVATE KEY/.test(pem.toString('latin1'))) throw new Error('it is a private one');
    return createPublicKey(pem);
  });
  return requireEd25519(flag, path, key);
}

/** Signs a manifest. */
export function signManifest(manifest: Uint8Array, privateKey: KeyObject): RunSignature {
  return {
    algorithm: 'Ed25519',
    publicKey: exported(createPublicKey(privateKey)),
    value: sign(null, manifest, privateKey).toString('base64'),
  };
}

/** Whether the key that a signature names has made it of this manifest. */
export function isSigned(manifest: Uint8Array, signature: RunSignature): boolean {
  try {
    const { algorithm, publicKey, value } = signature;
    const key = createPublicKey({
      key: Buffer.from(publicKey, 'base64'),
      format: 'der',
      type: 'spki',
    });
    const isEd25519 = algorithm === 'Ed25519' && key.asymmetricKeyType === 'ed25519';
    return isEd25519 && verify(null, manifest, key, Buffer.from(value, 'base64'));
  } catch {
    return false;
  }
}

/** Whether a signature names this key. */
export function isOfKey({ publicKey }: RunSignature, key: KeyObject): boolean {
  return publicKey === exported(key);
}

/** A short name of the key that a signature names: the SHA-256 of its DER, in hexadecimal. */
export function fingerprintOf({ publicKey }: RunSignature): string {
  return hash('sha256', Buffer.from(publicKey, 'base64'));
}

function exported(key: KeyObject): string {
  return key.export({ format: 'der', type: 'spki' }).toString('base64');
}

function readKey(
  flag: string,
  path: string,
  kind: string,
  create: (pem: Buffer) => KeyObject,
): KeyObject {
  try {
    return create(readFileSync(path));
  } catch (error) {
    const message = (error as Error).message.replace(/\s+/g, ' ');
    const problem = `${flag} ${path} holds no ${kind} key in PEM without a passphrase: ${message}`;
    throw new ChorusError('invalid', `${problem}; 'openssl genpkey -algorithm ed25519' makes one`);
  }
}

function requireEd25519(flag: string, path: string, key: KeyObject): KeyObject {
  if (key.asymmetricKeyType === 'ed25519') return key;
  const problem = `${flag} ${path} is a key of ${key.asymmetricKeyType}, not of Ed25519`;
  throw new ChorusError('invalid', `${problem}: 'openssl genpkey -algorithm ed25519' makes one`);
}

function requireMode(
  flag: string,
  path: string,
  forbidden: number,
  problem: string,
  remedy: string,
): void {
  const status = statSync(path, { throwIfNoEntry: false });
  if (!status?.isFile()) {
    throw new ChorusError('invalid', `${flag} ${path} is no file: name the key's PEM file`);
  }
  if (process.platform === 'win32' || (status.mode & forbidden) === 0) return;
  throw new ChorusError('invalid', `${flag} ${path}: ${problem}; '${remedy} ${path}' first`);
}
