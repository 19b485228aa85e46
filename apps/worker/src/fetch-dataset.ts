import { DatasetError, DatasetReceiver } from '@chorus/data';
import type { TrainedDataset, WorkerServiceClient } from '@chorus/proto';

const BYTES_PER_MB = 1_000_000;

/**
 * Fetches a dataset from the coordinator. When it is cut off, what has come stays, and the next fetch goes on from
 * there.
 *
 * @param path where its file will be
 * @param log told when it begins, when it must wait, and when the dataset is here
 * @throws ServiceError when the coordinator is away, or has no such dataset; DatasetError `corrupt` when another one
 *   came, `storage` when the disk refuses
 */
export async function fetchDataset(
  dataset: Pick<TrainedDataset, 'name' | 'sha256'>,
  path: string,
  client: WorkerServiceClient,
  log: (message: string) => void,
): Promise<void> {
  const { name, sha256 } = dataset;
  const receiver = await DatasetReceiver.resume(path, sha256);
  const resumed = receiver.beginning.bytes > 0;
  try {
    log(`dataset ${name} is fetched from the coordinator`);
    await receive(receiver, sha256, client, log);
    await receiver.finish();
    log(`dataset ${name} is here`);
    return;
  } catch (error) {
    if (!(error instanceof DatasetError)) {
      await receiver.leave();
      throw error;
    }
    await receiver.abort();
    if (error.code !== 'corrupt' || !resumed) throw error;
  }
  log(`what an earlier fetch has left of dataset ${name} is damaged: it is deleted`);
  await fetchDataset(dataset, path, client, log);
}

async function receive(
  receiver: DatasetReceiver,
  sha256: string,
  client: WorkerServiceClient,
  log: (message: string) => void,
): Promise<void> {
  const { bytes, headerSha256 } = receiver.beginning;
  const call = client.fetchDataset({ sha256, offset: bytes, headerSha256 });
  // It also fails when it is cancelled, and then nobody reads it any more.
  call.on('error', () => {});
  try {
    for await (const { waitingFor, offset, chunk } of call) {
      if (waitingFor) log(`waits its turn: ${describeOthers(waitingFor)} before it`);
      if (offset === 0 && bytes > 0) await receiver.restart();
      if (offset) {
        log(`the fetch goes on after ${inMb(offset)} of ${inMb(receiver.totalBytes!)} MB`);
      }
      if (chunk) await receiver.add(chunk as Buffer);
    }
  } finally {
    // Of one that was left in the middle the coordinator would keep the rest for this worker.
    call.cancel();
  }
}

function describeOthers(count: number): string {
  return count === 1
    ? 'another worker that fetches a dataset is'
    : `${count} other workers that fetch a dataset are`;
}

function inMb(bytes: number): number {
  return Math.round(bytes / BYTES_PER_MB);
}
