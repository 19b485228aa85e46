import { ChorusError } from '@chorus/proto';
import { createHash, randomUUID, type KeyObject } from 'node:crypto';
import { createReadStream, createWriteStream, statSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { altered } from '../altered.ts';
import { writing } from '../disk-error.ts';
import type { FinishedRun } from '../finished-run.ts';
import { encodeManifest, MANIFEST_FILE, type ListedFile } from '../run-manifest.ts';
import { encodePacking, PACKING_FILE } from './packing.ts';
import { signManifest } from './signature.ts';
import { encodeTarHeader, paddingOf, TAR_END } from './tar-entry.ts';

/** How a run is packed. */
export interface PackOptions {
  /** The file that is made; what was there is replaced when the new one is whole. */
  readonly out: string;
  /** The members whose models are packed. */
  readonly members: readonly number[];
  /** The private key that signs it; undefined: nobody signs. */
  readonly key?: KeyObject | undefined;
  /** Ends it; nothing is left then. */
  readonly signal: AbortSignal;
}

/** A packed run. */
export interface PackedRun {
  readonly files: number;
  readonly bytes: number;
  /** Paths of what was left out. */
  readonly leftOut: readonly string[];
}

/**
 * Packs a run into one tar file, in which it lies in a folder of its name.
 *
 * @throws ChorusError `corrupt` when a file is not what the run's manifest says, `not-found` when one is missing;
 *   DiskError; the signal's reason. Nothing is then left.
 */
export async function packRun(run: FinishedRun, options: PackOptions): Promise<PackedRun> {
  const { out, signal } = options;
  const temporaryPath = `${out}.${randomUUID()}.tmp`;
  const contents = contentsOf(run, options);
  try {
    await pipeline(
      tarOf(run, contents),
      createWriteStream(temporaryPath, { flags: 'wx', flush: true }),
      {
        signal,
      },
    );
    signal.throwIfAborted();
    await rename(temporaryPath, out);
  } catch (error) {
    await rm(temporaryPath, { force: true });
    signal.throwIfAborted();
    return writing(out, () => {
      throw error;
    });
  }
  const { files, leftOut } = contents;
  return { files: files.length, bytes: statSync(out).size, leftOut };
}

interface Contents {
  /** The texts that come first, by their names. */
  readonly texts: Readonly<Record<string, string>>;
  readonly files: readonly ListedFile[];
  readonly leftOut: readonly string[];
}

function contentsOf(run: FinishedRun, { members, key }: PackOptions): Contents {
  const { runId } = run;
  // That of an older version's run is made now: it says what there is, not what there was.
  const manifest = run.folder.readManifest() ?? run.folder.describeFiles();
  const isLeftOut = ({ path }: ListedFile) => {
    const member = /^members\/(\d+)\//.exec(path)?.[1];
    return member !== undefined && !members.includes(Number(member));
  };
  const leftOut = manifest.files.filter(isLeftOut).map(({ path }) => path);
  const text = encodeManifest({ ...manifest, runId });
  const signature = key && signManifest(Buffer.from(text), key);
  const packing = encodePacking({ runId, leftOut, ...(signature && { signature }) });
  const files = manifest.files.filter((file) => !isLeftOut(file));
  return { texts: { [MANIFEST_FILE]: text, [PACKING_FILE]: packing }, files, leftOut };
}

async function* tarOf(
  { runId, folder }: FinishedRun,
  { texts, files }: Contents,
): AsyncGenerator<Buffer> {
  for (const [name, text] of Object.entries(texts)) {
    const bytes = Buffer.from(text);
    yield encodeTarHeader({ path: `${runId}/${name}`, bytes: bytes.length });
    yield bytes;
    yield paddingOf(bytes.length);
  }
  for (const file of files) {
    yield encodeTarHeader({ path: `${runId}/${file.path}`, bytes: file.bytes });
    yield* checkedBytes(join(folder.path, file.path), file);
    yield paddingOf(file.bytes);
  }
  yield TAR_END;
}

/** The bytes of a file, which must be those that the manifest names. */
async function* checkedBytes(path: string, { bytes, sha256 }: ListedFile): AsyncGenerator<Buffer> {
  const digest = createHash('sha256');
  let read = 0;
  if (!statSync(path, { throwIfNoEntry: false })?.isFile()) {
    throw new ChorusError('not-found', `${path} is missing: see 'chorus verify'`);
  }
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    digest.update(chunk);
    read += chunk.length;
    if (read > bytes) break;
    yield chunk;
  }
  if (read === bytes && digest.digest('hex') === sha256) return;
  throw altered(path, `it is not what ${MANIFEST_FILE} says of it; 'chorus verify' tells more`);
}
