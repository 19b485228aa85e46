/**
 * A run's manifest, manifest.json: each file that the run has left, by its size and SHA-256. It is the last
 * file that is written; whoever knows its digest can tell that the whole folder is what it was.
 *
 * MANIFEST-1: its bytes are a function of what it says: one of another form was altered.
 * MANIFEST-2: it holds the digest of its own text before that line, so that damage to it is told from damage to
 *   the files that it names. Against somebody who alters both, a signature helps.
 */
import { existsSync, readFileSync } from 'node:fs';
import type { ChainPosition } from './event-chain.ts';
import { lineEach } from './readable-json.ts';
import { openSealed, sealJson } from './sealed-json.ts';

/** The manifest's name in its run's folder. */
export const MANIFEST_FILE = 'manifest.json';

const VERSION = 1;

/** A file that a run has left. */
export interface ListedFile {
  /** The path relative to the run's folder, with forward slashes. */
  readonly path: string;
  readonly bytes: number;
  /** Hexadecimal. */
  readonly sha256: string;
}

/** What a run has left. */
export interface RunManifest {
  readonly runId: string;
  /** All events. */
  readonly events: ChainPosition;
  /** All files but the manifest, ordered by their paths. */
  readonly files: readonly ListedFile[];
}

/** The manifest's text (MANIFEST-1). */
export function encodeManifest({ runId, events, files }: RunManifest): string {
  const { count, sha256 } = events;
  const listed = files
    .toSorted((one, other) => (one.path < other.path ? -1 : 1))
    .map(({ path, bytes, sha256 }) => ({ path, bytes, sha256 }));
  return sealJson([
    ['version', String(VERSION)],
    ['runId', JSON.stringify(runId)],
    ['events', JSON.stringify({ count, sha256 })],
    ['files', lineEach(listed)],
  ]);
}

/**
 * Reads a manifest.
 *
 * @returns undefined when there is none: an older version wrote the run
 * @throws ChorusError `corrupt` when it was altered, `refused` when a newer version wrote it
 */
export function readManifest(path: string): RunManifest | undefined {
  if (!existsSync(path)) return undefined;
  return decodeManifest(path, readFileSync(path, 'utf8'));
}

/**
 * What a manifest's text says.
 *
 * @param path the name of the file, for the message
 * @throws as {@link readManifest} does
 */
export function decodeManifest(path: string, text: string): RunManifest {
  return openSealed(path, text, {
    version: VERSION,
    encode: encodeManifest,
    writer: ['a run', 'wrote it'],
  });
}
