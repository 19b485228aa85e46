import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';

/** A file of the page, as it is served. */
export interface PageFile {
  readonly body: Buffer;
  readonly type: string;
  /** Its name changes with its content. */
  readonly immutable: boolean;
}

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/**
 * The files of a built page by their path in an address, `/` being index.html. They are all in memory
 * (some 100 KB): no request names a file on disk, and a later build does not mix with this one.
 *
 * @returns an empty map when there is no such folder
 */
export function readPageFiles(folder: string): ReadonlyMap<string, PageFile> {
  const files = new Map<string, PageFile>();
  if (!existsSync(folder)) return files;
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const address = '/' + relative(folder, path).split(sep).join('/');
    files.set(address.replace(/^\/index\.html$/, '/'), {
      body: readFileSync(path),
      type: TYPES[extname(path)] ?? 'application/octet-stream',
      immutable: address.startsWith('/assets/'),
    });
  }
  return files;
}
