import type { SeededRandom } from '@chorus/data';
import { setTimeout as delay } from 'node:timers/promises';
import { LOST_AFTER_SECONDS, type FaultyCluster } from '../end-to-end/faulty-cluster.ts';
import { sendSignal, type WorkerProcess } from '../end-to-end/worker-process.ts';
import { within } from '../end-to-end/within.ts';

/** One thing that goes wrong on machines and between them. */
export interface Fault {
  readonly name: string;
  /**
   * Does it, and puts right what does not come right by itself: two workers and a coordinator run
   * afterwards.
   *
   * @param random decides whom it hits and how long it lasts
   * @param over aborted: it need not last any longer
   * @returns false when there was nothing that it could hit
   */
  inject(cluster: FaultyCluster, random: SeededRandom, over: AbortSignal): Promise<boolean>;
}

/** How long it lasts when it is to be noticed: longer than a worker may be silent, shorter than twice. */
const NOTICED_MS: Range = [LOST_AFTER_SECONDS * 1000 + 1000, LOST_AFTER_SECONDS * 1000 + 4000];
/** How long something that was killed is away. */
const ABSENCE_MS: Range = [0, 3000];
/** A worker joins within seconds and trains an epoch in one; the rest is for machines that are busy. */
const JOIN_LIMIT_MS = 60_000;
const DRAIN_LIMIT_MS = 60_000;

export const FAULTS: readonly Fault[] = [
  {
    name: 'trainer killed',
    async inject(cluster, random, over) {
      while (!over.aborted) {
        const trainers = alive(cluster).flatMap((worker) => worker.trainers());
        if (trainers.length > 0) {
          sendSignal(oneOf(trainers, random), 'SIGKILL');
          return true;
        }
        await pause(50, over);
      }
      return false;
    },
  },
  {
    name: 'worker killed and replaced',
    async inject(cluster, random, over) {
      oneOf(alive(cluster), random).kill();
      await pause(between(ABSENCE_MS, random), over);
      cluster.startWorker();
      return true;
    },
  },
  {
    name: 'worker frozen for longer than its lease',
    async inject(cluster, random, over) {
      const worker = oneOf(alive(cluster), random);
      worker.freeze();
      await pause(between(NOTICED_MS, random), over);
      worker.thaw();
      return true;
    },
  },
  {
    name: 'worker drained and replaced',
    async inject(cluster, random) {
      const worker = oneOf(alive(cluster), random);
      // Before, it may not listen to signals yet, and has nothing to hand back.
      await within(JOIN_LIMIT_MS, 'joining', worker.prints(/joined/));
      const ended = worker.end('SIGTERM');
      cluster.startWorker();
      const exitStatus = await within(DRAIN_LIMIT_MS, 'draining a worker', ended);
      if (exitStatus !== 0) throw new Error(`a drained worker ended with ${exitStatus}`);
      return true;
    },
  },
  {
    name: 'coordinator killed and restarted',
    async inject(cluster, random, over) {
      await restart(cluster, between(ABSENCE_MS, random), over);
      return true;
    },
  },
  {
    name: 'connection cut',
    async inject(cluster) {
      cluster.proxy.cut();
      return true;
    },
  },
  {
    name: 'network silent for longer than the lease',
    async inject(cluster, random, over) {
      cluster.proxy.setBlackhole(true);
      await pause(between(NOTICED_MS, random), over);
      cluster.proxy.setBlackhole(false);
      return true;
    },
  },
  {
    name: 'network slow',
    async inject(cluster, random, over) {
      cluster.proxy.delayMs = between([100, 500], random);
      await pause(between([2000, 6000], random), over);
      cluster.proxy.delayMs = 0;
      return true;
    },
  },
  {
    // Workers that come back meet a coordinator that dies while it welcomes them.
    name: 'coordinator killed just after a cut',
    async inject(cluster, random, over) {
      cluster.proxy.cut();
      await pause(between([0, 500], random), over);
      await restart(cluster, between(ABSENCE_MS, random), over);
      return true;
    },
  },
];

/** A range from the first to below the second. */
type Range = readonly [number, number];

export function between([low, high]: Range, random: SeededRandom): number {
  return random.uniform(low, high);
}

/** @param over aborted: at once */
export async function pause(durationMs: number, over: AbortSignal): Promise<void> {
  await delay(durationMs, undefined, { signal: over }).catch(() => {});
}

/** The same elements in another order: each order is equally likely. */
export function shuffled<Element>(
  elements: readonly Element[],
  random: SeededRandom,
): readonly Element[] {
  const left = [...elements];
  return elements.map(() => left.splice(random.below(left.length), 1)[0]!);
}

function oneOf<Element>(elements: readonly Element[], random: SeededRandom): Element {
  return elements[random.below(elements.length)]!;
}

function alive({ workers }: FaultyCluster): WorkerProcess[] {
  return workers.filter((worker) => worker.alive);
}

async function restart(cluster: FaultyCluster, absenceMs: number, over: AbortSignal) {
  await cluster.killCoordinator();
  await pause(absenceMs, over);
  await cluster.startCoordinator();
}
