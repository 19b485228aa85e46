import { checkAddress, ChorusError } from '@chorus/proto';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { HttpOptions } from '../http/start-http-server.ts';

/** Where a bare `--http` serves the page. */
export const DEFAULT_HTTP_ADDRESS = '127.0.0.1:8080';

/** @returns HOST:PORT, or undefined when no page is wanted. @throws ChorusError `invalid` */
export function checkHttp(http: string | true | undefined): string | undefined {
  if (http === true) return DEFAULT_HTTP_ADDRESS;
  return http === undefined ? undefined : checkAddress('--http', http);
}

const BUILD = fileURLToPath(import.meta.resolve('@chorus/dashboard/build'));

/**
 * What a coordinator serves the page by; undefined when none is wanted.
 *
 * @param note told when the page is built first, which takes some seconds
 * @throws ChorusError `unavailable` when it cannot be built
 */
export async function preparePage(
  listen: string | undefined,
  note: (message: string) => void,
): Promise<HttpOptions | undefined> {
  return listen === undefined ? undefined : { listen, pageDir: await buildPage(note) };
}

/**
 * Builds the live page when it was not built yet, or from other sources.
 *
 * @param note told when that takes a while
 * @returns the page's folder
 * @throws ChorusError `unavailable` when it cannot be built
 */
export async function buildPage(note: (message: string) => void): Promise<string> {
  const child = spawn(process.execPath, [BUILD], { stdio: ['ignore', 'pipe', 'pipe'] });
  createInterface(child.stdout).on('line', note);
  const [errors, [exitCode]] = await Promise.all([text(child.stderr), once(child, 'close')]);
  if (exitCode === 0) return path.join(path.dirname(BUILD), 'dist');
  const why = /^\w*Error.*$/m.exec(errors)?.[0] ?? errors.trim();
  throw new ChorusError('unavailable', `the live page cannot be built: ${why}; try 'npm ci'`);
}
