import { Worker } from 'node:worker_threads';
import { alignedSharedBytes } from '../aligned-memory.ts';
import { DatasetError, onDisk } from '../dataset-error.ts';
import { type SampleType, valuesOf } from '../sample.ts';
import type { RowFile } from './gather-rows.ts';
import type { ReadProblem, ReadRequest } from './reader-messages.ts';
import type { PieceReader, ReadPiece } from './stored-values.ts';

/** Threads that read a piece together: so many reads a disk has before it at once. */
const THREADS = 4;
/** One piece is used, the next one read. */
const PIECES = 2;

type SharedBytes = Uint8Array<SharedArrayBuffer>;

/** What is read, and what it is called in messages. */
export interface ReaderSource {
  readonly path: string;
  readonly file: RowFile;
  readonly type: SampleType;
  /** What to do about a file that is not right. */
  readonly remedy: string;
}

/**
 * Reads pieces in threads of its own, into memory that it shares with them.
 *
 * READER-1: a piece's memory is written to by its threads until `read` resolves, and then belongs to the caller
 *   until it is released.
 * READER-2: nothing is allocated after the start: memory stays flat however much is read.
 */
export class ThreadedReader implements PieceReader {
  readonly #source: ReaderSource;
  readonly #threads: readonly ReaderThread[];
  readonly #free: SharedBytes[];
  readonly #waiting: ((memory: SharedBytes) => void)[] = [];

  constructor(source: ReaderSource, pieceSamples: number) {
    this.#source = source;
    const bytes = pieceSamples * source.file.rowBytes;
    this.#free = Array.from({ length: PIECES }, () => alignedSharedBytes(bytes));
    this.#threads = Array.from({ length: THREADS }, () => new ReaderThread());
  }

  read(rows: Uint32Array): Promise<ReadPiece> {
    const memory = this.#free.pop();
    // The threads are asked before this function returns: the caller may block this one.
    if (memory) return this.#readInto(memory, rows);
    const released = new Promise<SharedBytes>((resolve) => this.#waiting.push(resolve));
    return released.then((memory) => this.#readInto(memory, rows));
  }

  close(): void {
    for (const thread of this.#threads) thread.close();
  }

  async #readInto(memory: SharedBytes, rows: Uint32Array): Promise<ReadPiece> {
    const { file, type } = this.#source;
    const share = Math.ceil(rows.length / THREADS);
    const answers = this.#threads.map((thread, number) => {
      const [first, end] = [number * share, (number + 1) * share];
      const into = memory.subarray(first * file.rowBytes, end * file.rowBytes);
      return thread.read({ file, rows: rows.slice(first, end), into });
    });
    const settled = await Promise.allSettled(answers);
    try {
      for (const answer of settled) {
        if (answer.status === 'rejected') throw answer.reason;
        await this.#require(answer.value);
      }
    } catch (reason) {
      this.#release(memory);
      throw reason;
    }
    return { values: valuesOf(type, memory), release: () => this.#release(memory) };
  }

  #release(memory: SharedBytes): void {
    const next = this.#waiting.shift();
    if (next) next(memory);
    else this.#free.push(memory);
  }

  /** @throws DatasetError for what a thread has told */
  async #require(problem: ReadProblem): Promise<void> {
    if (!problem) return;
    const { path, remedy } = this.#source;
    if (problem.kind === 'gone') {
      throw new DatasetError('corrupt', `${path} was ${problem.how} while it was read; ${remedy}`);
    }
    const { message, code, syscall } = problem;
    const error = Object.assign(new Error(message), { code, syscall });
    await onDisk('read', path, () => Promise.reject(error));
  }
}

/** A thread that answers in the order in which it is asked. */
class ReaderThread {
  readonly #worker = new Worker(new URL('reader-thread.ts', import.meta.url));
  readonly #asked: PromiseWithResolvers<ReadProblem>[] = [];

  constructor() {
    this.#worker.on('message', (problem: ReadProblem) => this.#asked.shift()!.resolve(problem));
    this.#worker.on('error', (error) => this.#giveUp(error));
    this.#worker.on('exit', () => this.#giveUp(new Error('a thread that reads a dataset ended')));
  }

  read(request: ReadRequest): Promise<ReadProblem> {
    const asked = Promise.withResolvers<ReadProblem>();
    this.#asked.push(asked);
    this.#worker.postMessage(request);
    return asked.promise;
  }

  close(): void {
    void this.#worker.terminate();
  }

  #giveUp(error: Error): void {
    for (const { reject } of this.#asked.splice(0)) reject(error);
  }
}
