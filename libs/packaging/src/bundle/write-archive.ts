import { readdir, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { create } from 'tar';
import type { ArchiveFormat } from './archive-format.ts';
import { PieceWriter } from './pieces.ts';

/** How an archive is written. */
export interface ArchiveOptions {
  readonly format: ArchiveFormat;
  /** Undefined: one file. */
  readonly pieceBytes: number | undefined;
  readonly signal: AbortSignal;
  /** Called with the size of all files before the first of them. */
  readonly onTotal: (bytes: number) => Promise<(doneBytes: number) => void>;
}

/** The time of every file in an archive, as npm's packages have it. */
const MODIFIED = new Date('1985-10-26T08:15:00Z');
const [PROGRAM_MODE, FILE_MODE] = [0o755, 0o644];
const EXECUTABLE_BITS = 0o111;

/**
 * Packs a folder, links in it as what they lead to, under its own name. The same files give the same
 * bytes: sorted, without owners and times, readable for everyone.
 *
 * @returns what was written, into `target`, under `name`
 */
export async function writeArchive(
  folder: string,
  target: string,
  name: string,
  { format, pieceBytes, signal, onTotal }: ArchiveOptions,
): Promise<PieceWriter> {
  const files = await filesBelow(folder);
  const sizes = await Promise.all(files.map(async (file) => (await stat(file)).size));
  const onBytes = await onTotal(sizes.reduce((total, size) => total + size, 0));
  const parent = path.dirname(folder);
  const pack = create(
    {
      cwd: parent,
      follow: true,
      portable: true,
      mtime: MODIFIED,
      strict: true,
      onWriteEntry: ({ stat }) => {
        if (stat) stat.mode = stat.mode & EXECUTABLE_BITS ? PROGRAM_MODE : FILE_MODE;
      },
    },
    files.map((file) => path.relative(parent, file)),
  );
  const writer = new PieceWriter(target, name, pieceBytes);
  await pipeline(
    pack as unknown as NodeJS.ReadableStream,
    counter(onBytes),
    format.compressor(),
    writer,
    { signal },
  );
  return writer;
}

/** The files below a folder, through links, sorted by their paths. */
async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const below = await Promise.all(
    entries.map(async (entry) => {
      const file = path.join(folder, entry.name);
      const isFolder = entry.isSymbolicLink()
        ? (await stat(await realpath(file))).isDirectory()
        : entry.isDirectory();
      return isFolder ? filesBelow(file) : [file];
    }),
  );
  return below.flat().toSorted();
}

function counter(onBytes: (doneBytes: number) => void): Transform {
  let doneBytes = 0;
  return new Transform({
    transform(chunk: Buffer, _, done) {
      doneBytes += chunk.length;
      onBytes(doneBytes);
      done(null, chunk);
    },
  });
}
