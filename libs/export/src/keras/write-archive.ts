import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';

/** The time that all files of an archive have, so that the same ensemble gives the same bytes: the first that zip knows. */
const NO_TIME = new Date(1980, 0, 1);

/**
 * Writes a zip archive, uncompressed: weights hardly shrink.
 *
 * @param texts contents by the names that files get
 * @param files paths of files by the names that they get
 */
export async function writeArchive(
  path: string,
  texts: Readonly<Record<string, string>>,
  files: Readonly<Record<string, string>>,
): Promise<void> {
  const archive = new ZipFile();
  const options = { mtime: NO_TIME, compress: false };
  for (const [name, text] of Object.entries(texts)) {
    archive.addBuffer(Buffer.from(text), name, options);
  }
  for (const [name, file] of Object.entries(files)) archive.addFile(file, name, options);
  archive.end();
  await pipeline(archive.outputStream, createWriteStream(path));
}
