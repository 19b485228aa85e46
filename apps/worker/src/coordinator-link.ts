import { ChorusError, type WorkerServiceClient } from '@chorus/proto';
import { setTimeout as delay } from 'node:timers/promises';
import { backoffMs } from './backoff.ts';
import { unlessAborted } from './unless-aborted.ts';

/**
 * The coordinator as an attempt sees it: it may go away and come back, and what was asked of it
 * meanwhile is asked again.
 */
export class CoordinatorLink {
  #client: WorkerServiceClient | undefined;
  #opened = Promise.withResolvers<void>();

  /** The coordinator is there, behind this client. */
  open(client: WorkerServiceClient): void {
    this.#client = client;
    this.#opened.resolve();
  }

  /** It is gone. */
  close(): void {
    if (!this.#client) return;
    this.#client = undefined;
    this.#opened = Promise.withResolvers();
  }

  /**
   * Does something with the coordinator; when it is away, or goes away meanwhile, waits and does it
   * again, until it has succeeded or failed for another reason.
   *
   * @param signal aborted: no longer wanted, and nothing is waited for
   * @throws an AbortError or the signal's reason when it is aborted, else what `action` throws unless that is `unavailable`
   */
  async call<Result>(
    action: (client: WorkerServiceClient) => Promise<Result>,
    signal: AbortSignal,
  ): Promise<Result> {
    for (let failures = 0; ; failures++) {
      signal.throwIfAborted();
      const client = await this.#whenOpen(signal);
      try {
        return await unlessAborted(action(client), signal);
      } catch (error) {
        signal.throwIfAborted();
        if (ChorusError.from(error).code !== 'unavailable') throw error;
      }
      await delay(backoffMs(failures), undefined, { signal });
    }
  }

  async #whenOpen(signal: AbortSignal): Promise<WorkerServiceClient> {
    while (!this.#client) await unlessAborted(this.#opened.promise, signal);
    return this.#client;
  }
}
