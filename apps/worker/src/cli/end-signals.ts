/**
 * How the outside asks a worker to end.
 *
 * END-1: the first request drains it, the second ends it at once.
 * END-2: a worker that `chorus train` started ends at the first, and when its channel closes: it
 *   does not outlive the run that it was started for, and nobody waits for its epochs.
 */
import { exitStatusOf, type EndRequests as Requests, type EndSignal } from '@chorus/command-line';
import type { EventEmitter } from 'node:events';
import { log } from '../log.ts';
import type { EndRequests } from '../supervisor.ts';

export class EndSignals implements EndRequests {
  /** The exit status when nothing else is wrong: 128 plus the signal's number if it was hurried. */
  exitCode = 0;

  readonly #drain = new AbortController();
  readonly #end = new AbortController();
  readonly #embedded: boolean;

  /**
   * @param requests what asks this process to end
   * @param channel emits `disconnect` as `process` does
   * @param embedded whether it has a channel to `chorus train`
   */
  constructor(
    requests: Pick<Requests, 'subscribe'>,
    channel: Pick<EventEmitter, 'on'>,
    embedded: boolean,
  ) {
    this.#embedded = embedded;
    requests.subscribe((signal) => this.#receive(signal));
    channel.on('disconnect', () => this.#end.abort());
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

  #receive(signal: EndSignal): void {
    if (this.#embedded) {
      this.#end.abort();
    } else if (!this.drain.aborted) {
      if (signal === 'SIGINT') {
        log.info('Ctrl-C again leaves at once, in the middle of an epoch');
      }
      this.#drain.abort();
    } else if (!this.end.aborted) {
      this.exitCode = exitStatusOf(signal);
      this.#end.abort();
    }
  }
}
