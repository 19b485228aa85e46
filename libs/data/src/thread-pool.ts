import { availableParallelism } from 'node:os';
import type { Worker } from 'node:worker_threads';

/** Threads of one program, each of which answers one question after the other. */
export class ThreadPool<Question, Answer> {
  readonly #threads: readonly PoolThread<Question, Answer>[];

  /**
   * @param start begins one thread
   * @param threads how many
   */
  constructor(start: () => Worker, threads = availableParallelism()) {
    this.#threads = Array.from({ length: threads }, () => new PoolThread(start()));
  }

  /** @returns undefined when a thread has died, as for lack of memory */
  ask(question: Question): Promise<Answer | undefined> {
    const [idlest] = this.#threads.toSorted((a, b) => a.waiting - b.waiting);
    return idlest!.ask(question);
  }

  /** Ends the threads; nothing may be asked any more. */
  async end(): Promise<void> {
    await Promise.all(this.#threads.map((thread) => thread.end()));
  }
}

class PoolThread<Question, Answer> {
  readonly #worker: Worker;
  readonly #asked: ((answer: Answer | undefined) => void)[] = [];
  #isDead = false;

  constructor(worker: Worker) {
    this.#worker = worker;
    worker.on('message', (answer: Answer) => this.#take(answer));
    worker.on('error', () => this.#giveUp());
    worker.on('exit', () => this.#giveUp());
    worker.unref();
  }

  get waiting(): number {
    return this.#asked.length;
  }

  ask(question: Question): Promise<Answer | undefined> {
    if (this.#isDead) return Promise.resolve(undefined);
    const { promise, resolve } = Promise.withResolvers<Answer | undefined>();
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
