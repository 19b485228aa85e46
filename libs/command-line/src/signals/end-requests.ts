/**
 * Everything that asks this process to end. No command listens to signals itself.
 *
 * SIGNAL-1: within a second of a request that counted, no other counts: it is the same one. A
 *   terminal and `timeout` signal the whole process group, and npm, Nx and the launcher pass on
 *   what they get.
 * SIGNAL-2: the end of those that started it is a SIGTERM, unless there was a request before.
 * SIGNAL-3: a SIGHUP that was ignored when the program was started stays ignored, and so does the
 *   end of npm that came of it.
 * SIGNAL-4: as long as nobody listens, a request ends the process at once.
 */
import type { EventEmitter } from 'node:events';
import { constants } from 'node:os';
import { hangupIgnored } from './hangup-ignored.ts';
import { Starters } from './starters.ts';

const END_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Ctrl-C, a supervisor's request, the end of the terminal. */
export type EndSignal = (typeof END_SIGNALS)[number];

const SAME_REQUEST_MS = 1_000;
/** npm that dies of a SIGHUP is noticed after this long. */
const HANGUP_SPREADS_MS = 5_000;

/** Where the requests of a process come from, and how it is ended. */
export interface EndRequestSources {
  /** Emits signals as `process` does. */
  readonly signals: Pick<EventEmitter, 'on'>;
  readonly starters: Pick<Starters, 'watch'>;
  readonly ignoresHangup: boolean;
  /** A clock, in milliseconds. */
  readonly nowMs: () => number;
  readonly exit: (exitStatus: number) => void;
}

export class EndRequests {
  readonly #sources: EndRequestSources;
  readonly #listeners: ((signal: EndSignal) => void)[] = [];
  #countedMs = -Infinity;
  #hungUpMs = -Infinity;

  constructor(sources: EndRequestSources) {
    this.#sources = sources;
    for (const signal of END_SIGNALS) sources.signals.on(signal, () => this.#receive(signal));
    sources.starters.watch(() => this.#starterGone());
  }

  /** Calls back with every request from now on. */
  subscribe(listener: (signal: EndSignal) => void): void {
    this.#listeners.push(listener);
  }

  #receive(signal: EndSignal): void {
    const { ignoresHangup, nowMs, exit } = this.#sources;
    const now = nowMs();
    if (signal === 'SIGHUP' && ignoresHangup) {
      this.#hungUpMs = now; // SIGNAL-3
      return;
    }
    if (now - this.#countedMs < SAME_REQUEST_MS) return; // SIGNAL-1
    this.#countedMs = now;
    if (this.#listeners.length === 0) exit(exitStatusOf(signal)); // SIGNAL-4
    for (const listener of this.#listeners) listener(signal);
  }

  #starterGone(): void {
    const hungUp = this.#sources.nowMs() - this.#hungUpMs < HANGUP_SPREADS_MS;
    if (this.#countedMs > -Infinity || hungUp) return; // SIGNAL-2, SIGNAL-3
    this.#receive('SIGTERM');
  }
}

let ofThisProcess: EndRequests | undefined;

/** The requests to this process, which none of its signals ends any more, but by SIGNAL-4. */
export function endRequests(): EndRequests {
  ofThisProcess ??= listen();
  return ofThisProcess;
}

function listen(): EndRequests {
  const starters = new Starters(process.env);
  return new EndRequests({
    signals: process,
    starters,
    ignoresHangup: hangupIgnored(
      process.env,
      starters.chain.map(({ pid }) => pid),
    ),
    nowMs: () => performance.now(),
    exit: (exitStatus) => process.exit(exitStatus),
  });
}

/** What a process that was ended by a signal exits with: 128 and the signal's number. */
export function exitStatusOf(signal: EndSignal): number {
  return 128 + constants.signals[signal];
}
