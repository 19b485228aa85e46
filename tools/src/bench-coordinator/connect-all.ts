import type { ClientTrust } from '@chorus/proto';
import { setTimeout as delay } from 'node:timers/promises';
import { SimulatedWorker } from './simulated-worker.ts';

/** Pauses between a worker's tries, as the real one makes them: they double, and half of each is chance. */
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 5_000;

/** Workers that were all let in. */
export interface Connected {
  readonly workers: readonly SimulatedWorker[];
  /** When workers were not let in and tried again, in milliseconds of `performance.now()`. */
  readonly failuresMs: readonly number[];
}

/**
 * Has so many workers connect at the same moment, each of which tries again until it is let in.
 *
 * @param trust by the worker's index; undefined: plain text
 */
export async function connectAll(
  address: string,
  count: number,
  trust?: readonly ClientTrust[],
): Promise<Connected> {
  const failuresMs: number[] = [];
  const connectOne = async (index: number): Promise<SimulatedWorker> => {
    for (let failures = 0; ; failures++) {
      const worker = new SimulatedWorker(address, index, trust?.[index]);
      try {
        await worker.welcomed;
        return worker;
      } catch {
        worker.close();
        failuresMs.push(performance.now());
        const pauseMs = Math.min(FIRST_PAUSE_MS * 2 ** failures, LONGEST_PAUSE_MS);
        await delay(pauseMs * (0.5 + Math.random() / 2));
      }
    }
  };
  const workers = await Promise.all(Array.from({ length: count }, (_, index) => connectOne(index)));
  return { workers, failuresMs };
}
