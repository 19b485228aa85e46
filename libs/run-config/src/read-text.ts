import { ChorusError } from '@chorus/errors';
import { isUtf8 } from 'node:buffer';
import { closeSync, openSync, readSync } from 'node:fs';

/** A configuration has some hundred bytes. */
const LARGEST_BYTES = 1024 * 1024;

/**
 * Reads a text file in UTF-8, or in UTF-16 with a byte order mark, as PowerShell's `>` writes it.
 * What ends, as a pipe does, is read to its end.
 *
 * @param flag who named the file, for the message
 * @throws ChorusError `invalid`: one line that names the file and what is wrong with it, for text
 *   that is not UTF-8 with line and column
 */
export function readText(path: string, flag = '--config'): string {
  return decodeText(readBytes(path, flag), path);
}

function readBytes(path: string, flag: string): Buffer {
  try {
    const file = openSync(path, 'r');
    try {
      const bytes = Buffer.alloc(LARGEST_BYTES + 1);
      let length = 0;
      for (let read = 1; read > 0 && length < bytes.length; length += read) {
        read = readSync(file, bytes, length, bytes.length - length, null);
      }
      return bytes.subarray(0, length);
    } finally {
      closeSync(file);
    }
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new ChorusError('invalid', `${flag} ${path}: ${REASONS[code ?? ''] ?? message}`);
  }
}

const REASONS: Record<string, string> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'a part of this path is a file, not a folder',
  EISDIR: 'it is a folder, not a file',
  ENXIO: 'it is a socket, not a file',
  EACCES: 'it may not be read',
  EPERM: 'it may not be read',
  ELOOP: 'its symbolic links lead in a circle',
  ENAMETOOLONG: 'the name is too long',
};

/** The bytes as text; `path` is for the messages. @throws ChorusError `invalid`, as {@link readText} */
export function decodeText(bytes: Buffer, path: string): string {
  if (bytes.length > LARGEST_BYTES) {
    throw new ChorusError('invalid', `${path}: it is larger than 1 MiB: it is no configuration`);
  }
  const text = new TextDecoder(encodingOf(bytes, path)).decode(bytes);
  const nul = text.indexOf('\0');
  if (nul < 0) return text;
  const remedy = 'a text must be saved as UTF-8';
  throw new ChorusError('invalid', `${place(text, nul, path)}: this is no text: ${remedy}`);
}

/** @throws ChorusError `invalid` for anything but UTF-8 and UTF-16 with a byte order mark */
function encodingOf(bytes: Buffer, path: string): 'utf-8' | 'utf-16le' | 'utf-16be' {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  if (isUtf8(bytes)) return 'utf-8';
  const text = bytes.toString('utf8');
  const where = place(text, text.indexOf('\uFFFD'), path);
  throw new ChorusError('invalid', `${where}: this is not UTF-8: save the file as UTF-8`);
}

/** `run.yaml:3:5`: line and column, each from 1 on. */
function place(text: string, offset: number, path: string): string {
  const before = text.slice(0, offset).split('\n');
  return `${path}:${before.length}:${before.at(-1)!.length + 1}`;
}
