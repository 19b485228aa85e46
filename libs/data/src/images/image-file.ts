import type { Stats } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { DatasetError, onDisk } from '../dataset-error.ts';
import { type FileStatus, requireSameStatus } from '../file-state.ts';
import { printable } from '../printable.ts';
import { recogniseFile, START_BYTES, type FileKind, type ImageFormat } from './image-format.ts';
import { type ImageHeader, readImageHeader, UnreadableImage } from './image-header.ts';
import { OPEN_FLAGS } from './open-flags.ts';
import type { FolderEntry } from './walk-folder.ts';

/** An image that was found, whose header was read. */
export interface ImageFile {
  readonly entry: FolderEntry;
  readonly header: ImageHeader;
  /** What the file was when its header was read: another one later is an error. */
  readonly status: FileStatus;
}

/** What a file turned out to be. */
export type InspectedFile =
  | { readonly kind: 'image'; readonly file: ImageFile }
  /** Not an image, from its first bytes. */
  | { readonly kind: 'other'; readonly entry: FolderEntry; readonly what: string }
  /** An image whose header cannot be read. */
  | { readonly kind: 'unreadable'; readonly entry: FolderEntry; readonly reason: string };

/** Bytes at the start of a file, in which its header lies. */
const MOST_HEADER_BYTES = 128 * 1024;
const HEADER_FIRST: readonly ImageFormat[] = ['JPEG', 'PNG'];

/**
 * Reads a file's first bytes, and all of it when they are those of an image.
 *
 * @throws DatasetError `storage` when it may not or cannot be read
 */
export async function inspectFile(entry: FolderEntry, pixelLimit: number): Promise<InspectedFile> {
  return withFile(entry, async (handle, status) => {
    const kind = await readKind(handle, status);
    if (!kind.image) return { kind: 'other', entry, what: kind.what };
    try {
      const header = await readHeader(handle, status, kind.image, pixelLimit);
      const { size, mtimeMs } = status;
      return { kind: 'image', file: { entry, header, status: { size, mtimeMs } } };
    } catch (reason) {
      if (!(reason instanceof UnreadableImage)) throw reason;
      return { kind: 'unreadable', entry, reason: reason.message };
    }
  });
}

/**
 * Reads an image's file again.
 *
 * @throws DatasetError `storage` when it cannot be read; `corrupt` when it has become another one
 */
export async function readImageFile({ entry, status }: ImageFile): Promise<Buffer> {
  return withFile(entry, async (handle, { size, mtimeMs }) => {
    requireSameStatus(entry.shown, status, { size, mtimeMs });
    const bytes = await readAll(handle, size);
    requireSameStatus(entry.shown, status, { size: bytes.length, mtimeMs });
    return bytes;
  });
}

/** Reads a file of which nothing is known. @throws DatasetError `missing`, or `storage` when it is no file or cannot be read */
export async function readWholeFile(path: string): Promise<Buffer> {
  const shown = printable(path);
  const file = { path, shown };
  const missing = `there is no file ${shown}`;
  return withFile(
    file,
    (handle, status) => {
      if (status.isFile()) return readAll(handle, status.size);
      throw new DatasetError('storage', `${shown} is not a file`);
    },
    missing,
  );
}

async function withFile<Result>(
  { path, shown }: { readonly path: string | Buffer; readonly shown: string },
  action: (handle: FileHandle, status: Stats) => Promise<Result>,
  missing?: string,
): Promise<Result> {
  const run = async (): Promise<Result> => {
    const handle = await open(path, OPEN_FLAGS);
    try {
      return await action(handle, await handle.stat());
    } finally {
      await handle.close();
    }
  };
  return onDisk('read', shown, run, missing);
}

async function readKind(handle: FileHandle, status: Stats): Promise<FileKind> {
  if (!status.isFile()) return { what: 'not a file any more' };
  const start = Buffer.alloc(START_BYTES);
  const { bytesRead } = await handle.read(start, 0, START_BYTES, 0);
  return recogniseFile(start.subarray(0, bytesRead));
}

/** The start of a long file has the whole header of these formats, but for the odd one. */
async function readHeader(
  handle: FileHandle,
  status: Stats,
  format: ImageFormat,
  pixelLimit: number,
): Promise<ImageHeader> {
  if (status.size > MOST_HEADER_BYTES && HEADER_FIRST.includes(format)) {
    const start = await readAll(handle, MOST_HEADER_BYTES);
    try {
      return await readImageHeader(start, format, pixelLimit);
    } catch (reason) {
      if (!(reason instanceof UnreadableImage)) throw reason;
    }
  }
  return readImageHeader(await readAll(handle, status.size), format, pixelLimit);
}

/** All bytes up to the size of when it was opened: a file that grows has no end. */
async function readAll(handle: FileHandle, size: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafeSlow(size);
  let length = 0;
  while (length < size) {
    const { bytesRead } = await handle.read(bytes, length, size - length, length);
    if (bytesRead === 0) break;
    length += bytesRead;
  }
  return bytes.subarray(0, length);
}
