import { ChorusError } from '@chorus/proto';
import { fingerprintOf, isOfKey, isSigned, type Packing, type RunFolder } from '@chorus/run-files';
import type { KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Findings } from './findings.ts';

/**
 * Checks who signed a run.
 *
 * @param key the public key of whom it is to be from; undefined: of anybody
 * @throws ChorusError `corrupt` when it is not signed by the key
 */
export function checkSignature(
  folder: RunFolder,
  packing: Packing | undefined,
  key: KeyObject | undefined,
  findings: Findings,
): void {
  const signature = packing?.signature;
  if (!signature) {
    if (key) {
      throw new ChorusError('corrupt', 'it is not signed: there is nothing to check by --key');
    }
    return;
  }
  const { manifestPath } = folder;
  if (!isSigned(readFileSync(manifestPath), signature)) {
    throw new ChorusError('corrupt', `the signature is not of this ${manifestPath}`);
  }
  const name = fingerprintOf(signature);
  if (!key) {
    const text = `by the key ${name}; whose that is, --key PUBLIC.pem tells`;
    findings.unknown('signature', text);
  } else if (isOfKey(signature, key)) findings.whole('signature', `by the key ${name}, as --key`);
  else throw new ChorusError('corrupt', `it is signed by another key than --key: ${name}`);
}
