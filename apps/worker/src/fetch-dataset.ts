import { ContentReceiver, DatasetError, DatasetReceiver } from '@chorus/data';
import type { InputKind, TrainedDataset, WorkerServiceClient } from '@chorus/proto';

const BYTES_PER_MB = 1_000_000;

/** A file that a coordinator has. */
interface Input {
  readonly kind: InputKind;
  readonly sha256: string;
  /** What it is, in the log: `dataset shapes`. */
  readonly what: string;
}

type Receiver = DatasetReceiver | ContentReceiver;

/** What receives a file of each kind, and goes on from what there is of it. */
const RESUME: Readonly<Record<InputKind, (path: string, sha256: string) => Promise<Receiver>>> = {
  INPUT_KIND_DATASET: (path, sha256) => DatasetReceiver.resume(path, sha256),
  INPUT_KIND_WEIGHTS: (path, sha256) => ContentReceiver.resume(path, sha256),
};

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
  { name, sha256 }: Pick<TrainedDataset, 'name' | 'sha256'>,
  path: string,
  client: WorkerServiceClient,
  log: (message: string) => void,
): Promise<void> {
  await fetchInput(
    { kind: 'INPUT_KIND_DATASET', sha256, what: `dataset ${name}` },
    path,
    client,
    log,
  );
}

/** Fetches the file with the weights that training begins with, as {@link fetchDataset} does a dataset. */
export async function fetchWeights(
  sha256: string,
  path: string,
  client: WorkerServiceClient,
  log: (message: string) => void,
): Promise<void> {
  const what = 'the file with the first weights';
  await fetchInput({ kind: 'INPUT_KIND_WEIGHTS', sha256, what }, path, client, log);
}

async function fetchInput(
  input: Input,
  path: string,
  client: WorkerServiceClient,
  log: (message: string) => void,
): Promise<void> {
  const { kind, sha256, what } = input;
  const receiver = await RESUME[kind](path, sha256);
  const resumed = receiver.beginning.bytes > 0;
  try {
    log(`${what} is fetched from the coordinator`);
    await receive(receiver, input, client, log);
    await receiver.finish();
    log(`${what} is here`);
    return;
  } catch (error) {
    if (!(error instanceof DatasetError)) {
      await receiver.leave();
      throw error;
    }
    await receiver.abort();
    if (error.code !== 'corrupt' || !resumed) throw error;
  }
  log(`what an earlier fetch has left of ${what} is damaged: it is deleted`);
  await fetchInput(input, path, client, log);
}

async function receive(
  receiver: Receiver,
  { kind, sha256 }: Input,
  client: WorkerServiceClient,
  log: (message: string) => void,
): Promise<void> {
  const { bytes, headerSha256 } = receiver.beginning;
  const call = client.fetchDataset({ kind, sha256, offset: bytes, headerSha256 });
  // It also fails when it is cancelled, and then nobody reads it any more.
  call.on('error', () => {});
  try {
    for await (const { waitingFor, offset, chunk } of call) {
      if (waitingFor) log(`waits its turn: ${describeOthers(waitingFor)} before it`);
      if (offset === 0 && bytes > 0) await receiver.restart();
      if (offset) {
        const total = receiver.totalBytes === undefined ? '' : ` of ${inMb(receiver.totalBytes)}`;
        log(`the fetch goes on after ${inMb(offset)}${total} MB`);
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
