import { DatasetError, requireRoom } from '@chorus/data';
import { ChorusError } from '@chorus/proto';
import { MANIFEST_FILE, readManifest } from '@chorus/run-files';
import { createHash, type Hash } from 'node:crypto';
import { mkdir, open, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** More than any run leaves: some twenty for each of 10,000 members. */
const MOST_FILES = 1_000_000;
const MOST_PATH_CHARS = 512;
const MOST_FOLDERS = 16;
/** The disk is looked at again after so much. */
const LOOKED_AFTER_BYTES = 64 * 1024 * 1024;

/** A name that is one on every system, and does nothing to a terminal. */
const NAME = /^(?!\.{1,2}$)[^\p{Cc}\u202a-\u202e\u2066-\u2069/\\:*?"<>|]{1,255}$/u;

/**
 * A run's folder that comes from another machine, which may mean harm: its files are kept within it, each once, and what its
 * manifest says of them is compared with what came.
 */
export class ArrivingFolder {
  readonly #folder: string;
  /** What has come, by the files' paths. */
  readonly #digests = new Map<string, string>();
  #file: { readonly path: string; readonly handle: FileHandle; readonly hash: Hash } | undefined;
  #unlooked = 0;

  /** @param folder where it will be; nothing else is there */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /**
   * Takes the next bytes of a file.
   *
   * @throws ChorusError `corrupt` for a path that no run has, DatasetError `storage` when the disk would be full
   */
  async add(path: string, data: Uint8Array): Promise<void> {
    if (path !== this.#file?.path) await this.#begin(path);
    const { handle, hash } = this.#file!;
    hash.update(data);
    await handle.writeFile(data);
    this.#unlooked += data.length;
    if (this.#unlooked < LOOKED_AFTER_BYTES) return;
    this.#unlooked = 0;
    await requireRoom(this.#folder, 0, 'the folder of the run');
  }

  /** Nothing more comes of the file under way; harmless when there is none. */
  async close(): Promise<void> {
    const file = this.#file;
    this.#file = undefined;
    if (!file) return;
    this.#digests.set(file.path, file.hash.digest('hex'));
    await file.handle.close();
  }

  /** @throws ChorusError `corrupt` when a file is not the one that the manifest names, if that is among them */
  check(): void {
    if (!this.#digests.has(MANIFEST_FILE)) return;
    const manifest = readManifest(join(this.#folder, MANIFEST_FILE));
    for (const { path, sha256 } of manifest?.files ?? []) {
      const found = this.#digests.get(path);
      if (found === undefined || found === sha256) continue;
      throw new ChorusError(
        'corrupt',
        `the coordinator sent another ${path} than its ${MANIFEST_FILE} names: SHA-256 ${found} instead of ${sha256}`,
      );
    }
  }

  async #begin(path: string): Promise<void> {
    await this.close();
    requireHarmless(path);
    if (this.#digests.has(path)) throw foreign('a file twice', path);
    if (this.#digests.size >= MOST_FILES) throw foreign(`more than ${MOST_FILES} files`, path);
    const absolute = join(this.#folder, path);
    await mkdir(dirname(absolute), { recursive: true });
    this.#file = { path, handle: await open(absolute, 'wx'), hash: createHash('sha256') };
  }
}

function requireHarmless(path: string): void {
  const names = path.length > MOST_PATH_CHARS ? [] : path.split('/');
  const harmless = names.length > 0 && names.every((name) => NAME.test(name));
  if (!harmless || names.length > MOST_FOLDERS) {
    throw foreign('a file that no run has, or that leads elsewhere', path);
  }
}

function foreign(what: string, path: string): ChorusError {
  return new ChorusError(
    'corrupt',
    `the coordinator sent ${what}: ${JSON.stringify(path.slice(0, 80))}`,
  );
}

/** Any error of a fetch as the one of the wire. */
export function asFetchError(error: unknown): ChorusError {
  if (!(error instanceof DatasetError)) return ChorusError.from(error);
  return new ChorusError('unavailable', error.message, { cause: error });
}
