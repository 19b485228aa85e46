import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { inOrder } from '../../in-order.ts';
import { ThreadPool } from '../../thread-pool.ts';
import type { PlainPart, RowsAnswer, RowsQuestion } from './csv-messages.ts';

/** How threads divide a file. */
export interface Threading {
  /** How many there are; 0 when one thread, the caller's, does all. */
  readonly threads: number;
  /** What one of them cuts before it answers. */
  readonly partBytes: number;
}

/** More would wait for whoever takes what they cut. */
const MOST_THREADS = 4;
const PART_BYTES = 2 ** 20;
/** A smaller file is read before threads have begun. */
const FEWEST_BYTES = 8 * 2 ** 20;

/** As many threads as are of use for a file. */
export function threadingOf(fileBytes: number): Threading {
  const processors = Math.min(availableParallelism(), MOST_THREADS);
  const isWorthIt = processors > 1 && fileBytes >= FEWEST_BYTES;
  return { threads: isWorthIt ? processors : 0, partBytes: PART_BYTES };
}

/**
 * The plain rows of a file, part by part in their order, cut in threads. It ends with the last part, or before the first one that
 * must be read otherwise. Nothing runs any more when it has ended, or is left.
 *
 * @param size of the file, in bytes
 */
export async function* readPlainParts(
  file: Pick<RowsQuestion, 'path' | 'textStart' | 'syntax'>,
  size: number,
  { threads, partBytes }: Threading,
): AsyncGenerator<PlainPart> {
  if (threads === 0) return;
  const pool = new ThreadPool<RowsQuestion, RowsAnswer>(
    () => new Worker(new URL('csv-thread.ts', import.meta.url)),
    threads,
  );
  const bounds = { items: 3 * threads, weight: Infinity, weightOf: () => 0 };
  const parts = partsOf(file.textStart, size, partBytes);
  try {
    const answers = inOrder(parts, bounds, (part) => pool.ask({ ...file, ...part }));
    for await (const part of answers) {
      if (part === undefined) return;
      yield part;
    }
  } finally {
    await pool.end();
  }
}

function* partsOf(start: number, size: number, bytes: number) {
  for (let at = start; at < size; at += bytes) {
    yield { start: at, end: Math.min(at + bytes, size) };
  }
}
