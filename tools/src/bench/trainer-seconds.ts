import type { RunEvent } from '@chorus/proto';

/**
 * The seconds for which trainers trained and predicted on a run's critical path: those of all the
 * members of the worker that was the last to be done. Training is what the trainers themselves
 * report; predicting is from its beginning to the result's acceptance, uploads included.
 *
 * @param events of a run whose workers have one slot each
 * @throws Error when an attempt was lost, or no member is done
 */
export function trainerSeconds(events: readonly RunEvent[]): number {
  const workers = new Map<number, string>();
  const perWorker = new Map<string, number>();
  const predictingMs = new Map<number, number>();
  let lastWorker: string | undefined;
  for (const event of events) {
    if (event.type === 'lost') throw new Error(`member ${event.member} was lost: ${event.reason}`);
    if (event.type === 'assigned') workers.set(event.member, event.worker);
    else if (event.type === 'epoch') add(event.member, event.seconds);
    else if (event.type === 'predicting') predictingMs.set(event.member, event.timeMs);
    else if (event.type === 'done') {
      lastWorker = add(event.member, (event.timeMs - predictingMs.get(event.member)!) / 1000);
    }
  }
  if (lastWorker === undefined) throw new Error('no member is done');
  return perWorker.get(lastWorker)!;

  function add(member: number, seconds: number): string {
    const worker = workers.get(member)!;
    perWorker.set(worker, (perWorker.get(worker) ?? 0) + seconds);
    return worker;
  }
}
