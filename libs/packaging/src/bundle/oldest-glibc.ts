import { createReadStream } from 'node:fs';

// How an ELF file names the versions of glibc that its symbols came with.
const VERSION = /GLIBC_2\.(\d+)/g;
const LONGEST_VERSION = 'GLIBC_2.999'.length;

/** The oldest glibc that has everything which these programs and libraries ask for, such as 2.28. */
export async function oldestGlibc(files: readonly string[]): Promise<string | undefined> {
  let newest: number | undefined;
  for (const file of files) {
    let tail = '';
    for await (const chunk of createReadStream(file, { highWaterMark: 1 << 22 })) {
      const text: string = tail + (chunk as Buffer).toString('latin1');
      for (const [, minor] of text.matchAll(VERSION)) newest = Math.max(newest ?? 0, Number(minor));
      tail = text.slice(-LONGEST_VERSION);
    }
  }
  return newest === undefined ? undefined : `2.${newest}`;
}
