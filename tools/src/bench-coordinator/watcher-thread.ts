import { createRunClient, decodeRunEvents } from '@chorus/proto';
import { parentPort, workerData } from 'node:worker_threads';
import { sinceBootMs } from './since-boot.ts';

/** What a watcher is to follow. */
export interface WatcherTask {
  readonly address: string;
  readonly runId: string;
  readonly members: number;
  /** Epochs up to this one are not counted. */
  readonly after: number;
}

/** What it says: how many epochs every member has ended, and in the end what it counted. */
export interface WatcherAnswer {
  readonly reached?: number;
  readonly latenciesMs?: number[];
}

const { address, runId, members, after } = workerData as WatcherTask;
const latenciesMs: number[] = [];
parentPort!.once('message', () => {
  tell({ latenciesMs });
  process.exit();
});

const client = createRunClient(address);
const ended = new Map<number, number>();
const call = client.watchRun({ runId, fromSequence: 1, follow: true });
for await (const event of decodeRunEvents(call)) {
  if (event.type !== 'epoch') continue;
  if (event.epoch > after) latenciesMs.push(sinceBootMs() - event.seconds);
  const count = (ended.get(event.epoch) ?? 0) + 1;
  ended.set(event.epoch, count);
  if (count === members) tell({ reached: event.epoch });
}

function tell(answer: WatcherAnswer): void {
  parentPort!.postMessage(answer);
}
