import { Worker } from 'node:worker_threads';
import { ThreadPool } from '../../thread-pool.ts';
import type {
  HeadersAnswer,
  HeadersQuestion,
  SamplesAnswer,
  SamplesQuestion,
  ThreadQuestion,
} from './thread-messages.ts';

/** Fewer files are done before threads have begun. */
export const FEWEST_FOR_THREADS = 500;

/** Reads headers and makes samples of JPEG files in threads. */
export class ImageThreads {
  readonly #pool = new ThreadPool<ThreadQuestion, HeadersAnswer | SamplesAnswer>(
    () => new Worker(new URL('image-thread.ts', import.meta.url)),
  );

  /** @returns undefined when a thread has died, as for lack of memory */
  headers(question: Omit<HeadersQuestion, 'kind'>): Promise<HeadersAnswer | undefined> {
    const answer = this.#pool.ask({ kind: 'headers', ...question });
    return answer as Promise<HeadersAnswer | undefined>;
  }

  /** @returns undefined when a thread has died, as for lack of memory */
  samples(question: Omit<SamplesQuestion, 'kind'>): Promise<SamplesAnswer | undefined> {
    const answer = this.#pool.ask({ kind: 'samples', ...question });
    return answer as Promise<SamplesAnswer | undefined>;
  }

  /** Ends the threads; nothing may be asked any more. */
  end(): Promise<void> {
    return this.#pool.end();
  }
}
