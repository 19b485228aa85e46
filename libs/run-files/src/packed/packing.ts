import { existsSync, readFileSync } from 'node:fs';
import { openSealed, sealJson } from '../sealed-json.ts';

/** The file that a packed run has beside the run's own. */
export const PACKING_FILE = 'pack.json';

const VERSION = 1;

/** Who signed a run's manifest. */
export interface RunSignature {
  readonly algorithm: 'Ed25519';
  /** The public key, DER of SPKI in base64. */
  readonly publicKey: string;
  /** The signature of the bytes of manifest.json, in base64. */
  readonly value: string;
}

/** What pack.json says: how a run was packed. */
export interface Packing {
  readonly runId: string;
  /** Files that the manifest names and that were left out, ordered by their paths. */
  readonly leftOut: readonly string[];
  readonly signature?: RunSignature;
}

/** The text of pack.json: a function of what it says, with a digest of itself. */
export function encodePacking({ runId, leftOut, signature }: Packing): string {
  const signed = signature && [['signature', JSON.stringify({ ...pick(signature) })] as const];
  return sealJson([
    ['version', String(VERSION)],
    ['runId', JSON.stringify(runId)],
    ['leftOut', JSON.stringify(leftOut.toSorted())],
    ...(signed ?? []),
  ]);
}

function pick({ algorithm, publicKey, value }: RunSignature): RunSignature {
  return { algorithm, publicKey, value };
}

/**
 * How the run in a folder was packed.
 *
 * @returns undefined when it was not
 * @throws ChorusError `corrupt` when it was altered, `refused` when a newer version wrote it
 */
export function readPacking(path: string): Packing | undefined {
  if (!existsSync(path)) return undefined;
  return openSealed(path, readFileSync(path, 'utf8'), {
    version: VERSION,
    encode: encodePacking,
    writer: ["'chorus pack'", 'packed the run'],
  });
}
