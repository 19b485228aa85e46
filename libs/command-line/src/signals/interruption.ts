import { endRequests, exitStatusOf, type EndSignal } from './end-requests.ts';

/** A request to end, such as Ctrl-C: the first asks the command to end, the second ends it at once. */
export class Interruption {
  readonly #controller = new AbortController();
  #first: EndSignal = 'SIGINT';

  constructor() {
    endRequests().subscribe((name) => {
      if (this.signal.aborted) process.exit(this.exitStatus);
      this.#first = name;
      this.#controller.abort();
    });
  }

  /** Aborted by the first. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** The exit status of a command that was interrupted: 128 and the first signal's number. */
  get exitStatus(): number {
    return exitStatusOf(this.#first);
  }

  /** Resolves with the first. */
  async received(): Promise<void> {
    if (this.signal.aborted) return;
    await new Promise((resolve) => this.signal.addEventListener('abort', resolve, { once: true }));
  }
}
