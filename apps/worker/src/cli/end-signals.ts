/**
 * How the outside asks a worker to end.
 *
 * E1: the first SIGINT or SIGTERM drains it, the second ends it at once.
 * E2: a worker that `chorus train` started ends at the first, and when its channel closes: it does
 *     not outlive the run that it was started for, and nobody waits for its epochs.
 */
import type { EventEmitter } from 'node:events';
import { constants } from 'node:os';
import { log } from '../log.ts';
import type { EndRequests } from '../supervisor.ts';

export class EndSignals implements EndRequests {
  /** Of the process, when nothing else is wrong: 128 plus the signal's number if it was hurried. */
  exitCode = 0;

  readonly #drain = new AbortController();
  readonly #end = new AbortController();
  readonly #embedded: boolean;

  /**
   * @param source emits SIGINT, SIGTERM and `disconnect` as `process` does
   * @param embedded whether it has a channel to `chorus train`
   */
  constructor(source: EventEmitter, embedded: boolean) {
    this.#embedded = embedded;
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      source.on(signal, () => this.#receive(signal));
    }
    source.on('disconnect', () => this.#end.abort());
  }

  get drain(): AbortSignal {
    return this.#drain.signal;
  }

  get end(): AbortSignal {
    return this.#end.signal;
  }

  /** Aborted by the first, whatever it asks for: for what can only be broken off. */
  get first(): AbortSignal {
    return AbortSignal.any([this.drain, this.end]);
  }

  #receive(signal: 'SIGINT' | 'SIGTERM'): void {
    if (this.#embedded) {
      this.#end.abort();
    } else if (!this.drain.aborted) {
      if (signal === 'SIGINT') {
        log.info('Ctrl-C again leaves at once, in the middle of an epoch');
      }
      this.#drain.abort();
    } else if (!this.end.aborted) {
      this.exitCode = 128 + constants.signals[signal];
      this.#end.abort();
    }
  }
}
