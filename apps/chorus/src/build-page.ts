import { environmentOfDependent } from '@chorus/command-line';
import { type HttpOptions, htmlReports, type Observer } from '@chorus/coordinator';
import { checkListenAddress, ChorusError } from '@chorus/proto';
import { spawn } from 'node:child_process';
import { addAbortListener, once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { DEFAULT_HTTP_ADDRESS } from './default-http-address.ts';

/** @returns HOST:PORT, or undefined when no page is wanted. @throws ChorusError `invalid` */
export function checkHttp(http: string | true | undefined): string | undefined {
  if (http === true) return DEFAULT_HTTP_ADDRESS;
  return http === undefined ? undefined : checkListenAddress('--http', http);
}

const BUILD = fileURLToPath(import.meta.resolve('@chorus/dashboard/build'));
const DIST = path.join(path.dirname(BUILD), 'dist');

/**
 * What a coordinator serves the page by; undefined when none is wanted.
 *
 * @param note told when the page is built first, which takes some seconds
 * @param signal ends that
 * @throws ChorusError `unavailable` when it cannot be built; the signal's reason
 */
export async function preparePage(
  listen: string | undefined,
  note: (message: string) => void,
  signal?: AbortSignal,
): Promise<HttpOptions | undefined> {
  return listen === undefined ? undefined : { listen, pageDir: await buildPage(note, signal) };
}

/**
 * What leaves a report.html in every run's folder. A run needs none: when the page cannot be built it is
 * nothing, and a warning.
 *
 * @param note told when the page is built first, which takes some seconds
 * @param signal ends that
 * @throws the signal's reason
 */
export async function prepareReports(
  runsDir: string,
  note: (message: string) => void,
  warn: (message: string) => void,
  signal?: AbortSignal,
): Promise<Observer[]> {
  try {
    await buildPage(note, signal);
    const template = readFileSync(path.join(DIST, 'report.html'), 'utf8');
    return [htmlReports(runsDir, template, warn)];
  } catch (error) {
    signal?.throwIfAborted();
    warn(`runs leave no report.html: ${(error as Error).message}`);
    return [];
  }
}

let built: Promise<string> | undefined;

/**
 * Builds the live page, and what a report.html is made of, when they were not built yet, or from other
 * sources; once in a process.
 *
 * @param note told when that takes a while
 * @param signal ends it
 * @returns the page's folder
 * @throws ChorusError `unavailable` when it cannot be built; the signal's reason
 */
export function buildPage(note: (message: string) => void, signal?: AbortSignal): Promise<string> {
  return (built ??= build(note, signal));
}

async function build(note: (message: string) => void, signal?: AbortSignal): Promise<string> {
  signal?.throwIfAborted();
  const page = path.join(DIST, 'page');
  // What is shipped holds the built page, and not what builds it.
  if (!existsSync(BUILD)) return page;
  const child = spawn(process.execPath, [BUILD], {
    env: environmentOfDependent(process.env),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  createInterface(child.stdout).on('line', note);
  const listening = signal && addAbortListener(signal, () => child.kill());
  const [errors, [exitCode]] = await Promise.all([text(child.stderr), once(child, 'close')]);
  listening?.[Symbol.dispose]();
  signal?.throwIfAborted();
  if (exitCode === 0) return page;
  const why = /^\w*Error.*$/m.exec(errors)?.[0] ?? errors.trim();
  throw new ChorusError('unavailable', `the live page cannot be built: ${why}; try 'npm ci'`);
}
