import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/** Whether there is such a file, can be read, and has these as its last bytes. */
export function endsWith(path: string, bytes: Uint8Array): boolean {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(path, 'r');
    const start = fstatSync(descriptor).size - bytes.length;
    const last = Buffer.alloc(bytes.length);
    return (
      start >= 0 && readSync(descriptor, last, 0, last.length, start) > 0 && last.equals(bytes)
    );
  } catch {
    return false;
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}
