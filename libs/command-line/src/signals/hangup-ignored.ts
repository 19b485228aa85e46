import { basename } from 'node:path';
import { HAS_PROCESS_TABLE, ignoresHangup, readProcess, standardInput } from './process-table.ts';

/** An environment variable: `ignored` says that a SIGHUP is to be ignored. */
export const HANGUP = 'CHORUS_HANGUP';

/**
 * Whether SIGHUP was ignored when the program was started, as by `nohup` and `trap '' HUP`. Node puts
 * it back to its default before the first line of JavaScript runs, in this process and in npm, so
 * that only traces are left: the name of the command in the environment, which bash and zsh set, what
 * `nohup` makes of a standard input that is a terminal, and a parent that ignores it itself. Who
 * leaves none of them can say so (`CHORUS_HANGUP=ignored`).
 *
 * @param ancestorPids the process's parents, as far as it must not outlive them
 */
export function hangupIgnored(
  environment: NodeJS.ProcessEnv,
  ancestorPids: readonly number[],
): boolean {
  if (environment[HANGUP] === 'ignored') return true;
  if (basename(environment['_'] ?? '') === 'nohup') return true;
  if (!HAS_PROCESS_TABLE) return false;
  const { path, writeOnly } = standardInput();
  if (path === '/dev/null' && writeOnly) return true;
  const shell = readProcess(ancestorPids.at(-1) ?? process.pid)?.parentPid;
  return [...ancestorPids, shell].some((pid) => pid !== undefined && ignoresHangup(pid));
}
