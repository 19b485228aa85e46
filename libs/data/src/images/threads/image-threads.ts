import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
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
  readonly #threads: readonly ImageThread[];

  private constructor(threads: number) {
    this.#threads = Array.from({ length: threads }, () => new ImageThread());
  }

  static start(threads = availableParallelism()): ImageThreads {
    return new ImageThreads(threads);
  }

  /** @returns undefined when a thread has died, as for lack of memory */
  headers(question: Omit<HeadersQuestion, 'kind'>): Promise<HeadersAnswer | undefined> {
    return this.#ask({ kind: 'headers', ...question }) as Promise<HeadersAnswer | undefined>;
  }

  /** @returns undefined when a thread has died, as for lack of memory */
  samples(question: Omit<SamplesQuestion, 'kind'>): Promise<SamplesAnswer | undefined> {
    return this.#ask({ kind: 'samples', ...question }) as Promise<SamplesAnswer | undefined>;
  }

  #ask(question: ThreadQuestion): Promise<Answer> {
    const [idlest] = this.#threads.toSorted((a, b) => a.waiting - b.waiting);
    return idlest!.ask(question);
  }

  /** Ends the threads; nothing may be asked any more. */
  async end(): Promise<void> {
    await Promise.all(this.#threads.map((thread) => thread.end()));
  }
}

type Answer = HeadersAnswer | SamplesAnswer | undefined;

class ImageThread {
  readonly #worker = new Worker(new URL('image-thread.ts', import.meta.url));
  readonly #asked: ((answer: Answer) => void)[] = [];
  #isDead = false;

  constructor() {
    this.#worker.on('message', (answer: Answer) => this.#take(answer));
    this.#worker.on('error', () => this.#giveUp());
    this.#worker.on('exit', () => this.#giveUp());
    this.#worker.unref();
  }

  get waiting(): number {
    return this.#asked.length;
  }

  ask(question: ThreadQuestion): Promise<Answer> {
    if (this.#isDead) return Promise.resolve(undefined);
    const { promise, resolve } = Promise.withResolvers<Answer>();
    this.#asked.push(resolve);
    this.#worker.ref(); // Only one that is asked keeps the process from ending.
    this.#worker.postMessage(question);
    return promise;
  }

  async end(): Promise<void> {
    await this.#worker.terminate();
  }

  #take(answer: Answer): void {
    this.#asked.shift()!(answer);
    if (this.#asked.length === 0) this.#worker.unref();
  }

  #giveUp(): void {
    this.#isDead = true;
    for (const resolve of this.#asked.splice(0)) resolve(undefined);
  }
}
