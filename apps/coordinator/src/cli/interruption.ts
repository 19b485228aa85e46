import { EXIT_STATUS } from './exit-status.ts';

/** Ctrl-C or SIGTERM: the first asks the command to end, the second ends it at once. */
export class Interruption {
  readonly #controller = new AbortController();
  readonly #received: (name: NodeJS.Signals) => void;
  #exitStatus: number = EXIT_STATUS.interrupted;

  constructor() {
    this.#received = (name) => {
      if (this.signal.aborted) process.exit(this.#exitStatus);
      if (name === 'SIGTERM') this.#exitStatus = EXIT_STATUS.terminated;
      this.#controller.abort();
    };
    process.on('SIGINT', this.#received).on('SIGTERM', this.#received);
  }

  /** Aborted by the first. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** For a command that was interrupted. */
  get exitStatus(): number {
    return this.#exitStatus;
  }

  /** Resolves with the first. */
  async received(): Promise<void> {
    if (this.signal.aborted) return;
    await new Promise((resolve) => this.signal.addEventListener('abort', resolve, { once: true }));
  }
}
