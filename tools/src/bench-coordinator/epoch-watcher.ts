import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { WatcherAnswer, WatcherTask } from './watcher-thread.ts';

/**
 * Follows a run and notes how old each epoch's report is when it arrives: one watcher of many. In a
 * thread of its own, so that the simulated workers do not delay what it measures.
 */
export class EpochWatcher {
  readonly #thread: Worker;
  /** Epochs that every member has ended. */
  #reached = 0;
  #wake = () => {};

  constructor(task: WatcherTask) {
    this.#thread = new Worker(new URL('./watcher-thread.ts', import.meta.url), {
      workerData: task,
    });
    this.#thread.on('message', ({ reached }: WatcherAnswer) => {
      if (reached !== undefined) this.#reached = reached;
      this.#wake();
    });
  }

  /** Resolves when every member has ended this epoch. */
  async reached(epoch: number): Promise<void> {
    while (this.#reached < epoch) {
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  /** @returns how old the reports were that were counted, in milliseconds */
  async end(): Promise<number[]> {
    this.#thread.postMessage('end');
    for (;;) {
      const [{ latenciesMs }] = (await once(this.#thread, 'message')) as [WatcherAnswer];
      if (latenciesMs) return latenciesMs;
    }
  }
}
