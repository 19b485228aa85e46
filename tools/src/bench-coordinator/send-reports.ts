import { setTimeout as delay } from 'node:timers/promises';
import type { SimulatedWorker } from './simulated-worker.ts';

/** Reports of one worker that may wait for their acknowledgement. */
const AHEAD = 4;

/** Which reports are sent, and how fast. */
export interface Sending {
  /** The first epoch, from 1. */
  readonly from: number;
  /** The last one. */
  readonly to: number;
  /** Reports per second of all workers together; 0: as many as the coordinator takes. */
  readonly rate: number;
}

/** Every worker's epochs from one to another, in turn. Resolves when all are sent; the last ones may wait for their acknowledgement. */
export async function sendReports(
  workers: readonly SimulatedWorker[],
  { from, to, rate }: Sending,
): Promise<void> {
  const startMs = performance.now();
  let sent = 0;
  for (let epoch = from; epoch <= to; epoch++) {
    for (const worker of workers) {
      await worker.ready(AHEAD);
      worker.reportEpoch(epoch);
      sent += 1;
      const pauseMs = rate === 0 ? 0 : startMs + (sent / rate) * 1000 - performance.now();
      if (pauseMs > 1) await delay(pauseMs);
      else if (sent % 32 === 0) await new Promise(setImmediate);
    }
  }
}
