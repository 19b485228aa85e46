import { createHash } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { Writable } from 'node:stream';

/** A file that was written. */
export interface WrittenFile {
  readonly name: string;
  readonly sizeBytes: number;
  /** The file's SHA-256, hexadecimal. */
  readonly sha256: string;
}

/**
 * Writes what it gets into `NAME`, or into pieces called `NAME.part-001`, `NAME.part-002` … of
 * `pieceBytes` each, the last one being smaller.
 */
export class PieceWriter extends Writable {
  readonly #folder: string;
  readonly #name: string;
  readonly #pieceBytes: number;
  readonly #split: boolean;
  readonly #pieces: WrittenFile[] = [];
  readonly #whole = createHash('sha256');
  #file: FileHandle | undefined;
  #hash = createHash('sha256');
  #bytes = 0;

  /** @param pieceBytes undefined: one file for all */
  constructor(folder: string, name: string, pieceBytes: number | undefined) {
    super();
    this.#folder = folder;
    this.#name = name;
    this.#pieceBytes = pieceBytes ?? Infinity;
    this.#split = pieceBytes !== undefined;
  }

  /** The pieces, complete when the stream has finished. */
  get pieces(): readonly WrittenFile[] {
    return this.#pieces;
  }

  /** The size and digest of all that was written. */
  whole(): WrittenFile {
    const sizeBytes = this.#pieces.reduce((total, piece) => total + piece.sizeBytes, 0);
    return { name: this.#name, sizeBytes, sha256: this.#whole.copy().digest('hex') };
  }

  override _write(chunk: Buffer, _: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#append(chunk).then(() => done(), done);
  }

  override _final(done: (error?: Error | null) => void): void {
    this.#finishPiece().then(() => done(), done);
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    const file = this.#file;
    this.#file = undefined;
    Promise.resolve(file?.close()).then(
      () => done(error),
      () => done(error),
    );
  }

  async #append(chunk: Buffer): Promise<void> {
    this.#whole.update(chunk);
    for (let rest = chunk; rest.length > 0;) {
      const part = rest.subarray(0, this.#pieceBytes - this.#bytes);
      this.#file ??= await open(path.join(this.#folder, this.#nextName()), 'w');
      await this.#file.write(part);
      this.#hash.update(part);
      this.#bytes += part.length;
      if (this.#bytes === this.#pieceBytes) await this.#finishPiece();
      rest = rest.subarray(part.length);
    }
  }

  async #finishPiece(): Promise<void> {
    if (!this.#file) return;
    await this.#file.close();
    this.#file = undefined;
    const sha256 = this.#hash.digest('hex');
    this.#pieces.push({ name: this.#nextName(), sizeBytes: this.#bytes, sha256 });
    this.#hash = createHash('sha256');
    this.#bytes = 0;
  }

  #nextName(): string {
    if (!this.#split) return this.#name;
    return `${this.#name}.part-${String(this.#pieces.length + 1).padStart(3, '0')}`;
  }
}

/** The name of the script that puts the pieces of an archive together. */
export const joinScriptName = (archive: string): string => `${archive}.join.sh`;

/**
 * A script for `sh` that checks pieces, which lie beside it, puts them together into the archive, and
 * checks that. It leaves no archive that is not whole.
 */
export function joinScript(archive: WrittenFile, pieces: readonly WrittenFile[]): string {
  const sums = pieces.map(({ sha256, name }) => `${sha256}  ${name}`).join('\n');
  const names = pieces.map(({ name }) => `'${name}'`).join(' ');
  return `#!/bin/sh
# Puts ${archive.name} together from the pieces beside this script, and checks their SHA-256.
set -eu
cd "$(dirname "$0")"
if command -v sha256sum > /dev/null; then check='sha256sum -c'
elif command -v shasum > /dev/null; then check='shasum -a 256 -c'
else echo 'neither sha256sum nor shasum is here: install one of them' >&2; exit 1; fi
verify() { $check > "$1" 2>&1 || { grep -v ': OK$' "$1" >&2; rm -f "$1" '${archive.name}.partial'; exit 1; }; rm -f "$1"; }
verify '${archive.name}.check' << 'SUMS'
${sums}
SUMS
cat ${names} > '${archive.name}.partial'
verify '${archive.name}.check' << 'SUMS'
${archive.sha256}  ${archive.name}.partial
SUMS
mv '${archive.name}.partial' '${archive.name}'
echo '${archive.name} is whole: tar xf it; the pieces can go'
`;
}
