/**
 * The processes that this one must not outlive.
 *
 * SIGNAL-5: the one that CHORUS_PARENT_PID names: the launcher, for a command; `chorus train`, for
 *   its workers; a worker, for its trainers.
 * SIGNAL-6: npm and Nx, with the shells between them and this process. A shell that a person types
 *   into, and whatever started it, are not among them: who put a command into the background wants
 *   it to stay.
 */
import { basename } from 'node:path';
import {
  executableOf,
  HAS_PROCESS_TABLE,
  hasVariable,
  readProcess,
  type ProcessEntry,
} from './process-table.ts';
import { PARENT_PID } from './parent-pid.js';

/** npm, pnpm and yarn set the first two for what they start, Nx the third. */
export const STARTED_BY: readonly string[] = [
  'npm_lifecycle_event',
  'npm_execpath',
  'NX_TASK_TARGET_PROJECT',
];

const WATCH_INTERVAL_MS = 500;

/** This process's starters, as they were when it began. */
export class Starters {
  readonly #parentPid: number | undefined;
  readonly #chain: readonly ProcessEntry[];

  constructor(environment: NodeJS.ProcessEnv) {
    const named = environment[PARENT_PID];
    const started = STARTED_BY.some((name) => environment[name] !== undefined);
    if (named !== undefined) this.#parentPid = Number(named);
    else if (started) this.#parentPid = process.ppid;
    this.#chain = this.#parentPid !== undefined && HAS_PROCESS_TABLE ? chainToStarter() : [];
  }

  /** The processes from this one's parent on; empty when there is no /proc, or it may outlive its parent. */
  get chain(): readonly ProcessEntry[] {
    return this.#chain;
  }

  /** Whether one of them has ended. */
  get gone(): boolean {
    if (this.#parentPid !== undefined && process.ppid !== this.#parentPid) return true;
    const top = this.#chain.at(-1);
    if (top && adopts(top)) return true;
    return this.#chain.some(({ pid, startTicks }) => {
      const now = readProcess(pid);
      return !now || now.ended || now.startTicks !== startTicks;
    });
  }

  /** Calls back once, as soon as one of them has ended. Does not keep this process running. */
  watch(onGone: () => void): void {
    if (this.#parentPid === undefined) return;
    const timer = setInterval(() => {
      if (!this.gone) return;
      clearInterval(timer);
      onGone();
    }, WATCH_INTERVAL_MS);
    timer.unref();
  }
}

/** What npm starts finds npm's variables in its environment; npm itself was started without. */
function chainToStarter(): ProcessEntry[] {
  const chain: ProcessEntry[] = [];
  for (let pid = process.ppid; pid > 0;) {
    const entry = readProcess(pid);
    if (!entry) break;
    chain.push(entry);
    if (!hasVariable(pid, STARTED_BY)) break;
    pid = entry.parentPid;
  }
  return chain;
}

/** Whether it is a process that gets the children of those that have ended, and so no npm. */
function adopts({ pid, name }: ProcessEntry): boolean {
  if (name === 'systemd') return true;
  // The first process of a container may be npm.
  return pid === 1 && basename(executableOf(pid) ?? '') !== 'node';
}
