import {
  ContentReceiver,
  DatasetError,
  DatasetReceiver,
  requireRoom,
  sizeInWords,
} from '@chorus/data';
import {
  unlessSilent,
  type FetchDatasetResponse,
  type InputKind,
  type WorkerServiceClient,
} from '@chorus/proto';
import { dirname } from 'node:path';
import type { ExpectedSize } from './expected-sizes.ts';

const BYTES_PER_MB = 1_000_000;
/** The disk is looked at again after so much of a file whose size nobody has told. */
const LOOKED_AFTER_BYTES = 64 * 1024 * 1024;

/** A file that a coordinator has. */
interface Input {
  readonly kind: InputKind;
  readonly sha256: string;
  /** What it is, in the log: `dataset shapes`. */
  readonly what: string;
  /** As the run's configuration has it. */
  readonly size: ExpectedSize;
}

/** By what a file is fetched. */
export interface Fetching {
  readonly client: WorkerServiceClient;
  /** Told when it begins, when it must wait, and when the file is here. */
  readonly log: (message: string) => void;
  /** How long the coordinator may be silent, in milliseconds. Default: a minute. */
  readonly silenceMs?: number;
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
 * @param size what its file may have: more is not taken
 * @throws ServiceError when the coordinator is away, or has no such dataset; DatasetError `corrupt` when another one
 *   came, or a larger one, `storage` when the disk refuses, or would be full; ChorusError `unavailable` when the coordinator
 *   falls silent
 */
export async function fetchDataset(
  { name, sha256 }: { readonly name: string; readonly sha256: string },
  size: ExpectedSize,
  path: string,
  fetching: Fetching,
): Promise<void> {
  const what = `dataset ${name}`;
  await fetchInput({ kind: 'INPUT_KIND_DATASET', sha256, what, size }, path, fetching);
}

/** Fetches a file with weights, or predictions, as {@link fetchDataset} does a dataset. */
export async function fetchWeights(
  sha256: string,
  size: ExpectedSize,
  path: string,
  fetching: Fetching,
): Promise<void> {
  const what = 'the file with the first weights';
  await fetchInput({ kind: 'INPUT_KIND_WEIGHTS', sha256, what, size }, path, fetching);
}

async function fetchInput(input: Input, path: string, fetching: Fetching): Promise<void> {
  const { log } = fetching;
  const { kind, sha256, what } = input;
  const receiver = await RESUME[kind](path, sha256);
  const resumed = receiver.beginning.bytes > 0;
  try {
    await requireRoom(dirname(path), input.size.least - receiver.beginning.bytes, what);
    log(`${what} is fetched from the coordinator`);
    await receive(receiver, input, path, fetching);
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
  await fetchInput(input, path, fetching);
}

async function receive(
  receiver: Receiver,
  { kind, sha256, what, size }: Input,
  path: string,
  { client, log, silenceMs }: Fetching,
): Promise<void> {
  const { bytes, headerSha256 } = receiver.beginning;
  const call = client.fetchDataset({ kind, sha256, offset: bytes, headerSha256 });
  // It also fails when it is cancelled, and then nobody reads it any more.
  call.on('error', () => {});
  const arriving = new ArrivingFile(receiver, what, size, dirname(path));
  const mayRest = (message: FetchDatasetResponse) => message.waitingFor !== undefined;
  let begun = false;
  let waits = false;
  for await (const { waitingFor, offset, chunk } of unlessSilent(call, { silenceMs, mayRest })) {
    if (waitingFor !== undefined) {
      if (waits || begun) throw outOfOrder(what);
      waits = true;
      log(`waits its turn: ${describeOthers(waitingFor)} before it`);
    } else if (chunk) {
      if (!begun || chunk.length === 0) throw outOfOrder(what);
      await arriving.add(chunk);
    } else {
      if (begun || (offset !== 0 && offset !== bytes)) throw outOfOrder(what);
      begun = true;
      if (offset === 0 && bytes > 0) await receiver.restart();
      if (offset > 0) {
        log(`the fetch goes on after ${describePlace(offset, receiver.totalBytes)} MB`);
      }
    }
  }
}

/** A file that comes in chunks, and is not taken for longer than it may be what was announced. */
class ArrivingFile {
  readonly #receiver: Receiver;
  readonly #what: string;
  readonly #size: ExpectedSize;
  readonly #folder: string;
  #wholeIsKnown = false;
  #unlooked = 0;

  constructor(receiver: Receiver, what: string, size: ExpectedSize, folder: string) {
    this.#receiver = receiver;
    this.#what = what;
    this.#size = size;
    this.#folder = folder;
  }

  async add(chunk: Uint8Array): Promise<void> {
    const { totalBytes: before, beginning } = this.#receiver;
    if (before === undefined) this.#requireExpected(beginning.bytes + chunk.length);
    await this.#receiver.add(chunk);
    const { totalBytes } = this.#receiver;
    if (totalBytes !== undefined && !this.#wholeIsKnown) {
      this.#wholeIsKnown = true;
      this.#requireExpected(totalBytes);
      await this.#requireRoom(totalBytes - this.#receiver.beginning.bytes);
    }
    this.#unlooked += chunk.length;
    if (this.#unlooked < LOOKED_AFTER_BYTES) return;
    this.#unlooked = 0;
    await this.#requireRoom(0);
  }

  #requireExpected(bytes: number): void {
    const { most } = this.#size;
    if (bytes <= most) return;
    throw new DatasetError(
      'corrupt',
      `${this.#what} has ${sizeInWords(bytes)} or more, and by the run's configuration at most ${sizeInWords(most)}: ` +
        'nothing is kept of it',
    );
  }

  #requireRoom(bytes: number): Promise<void> {
    return requireRoom(this.#folder, bytes, this.#what);
  }
}

function outOfOrder(what: string): DatasetError {
  const words = `the coordinator sends ${what} in another order than a coordinator does`;
  return new DatasetError('corrupt', words);
}

function describePlace(start: number, total: number | undefined): string {
  return total === undefined ? `${inMb(start)}` : `${inMb(start)} of ${inMb(total)}`;
}

function describeOthers(count: number): string {
  return count === 1
    ? 'another worker that fetches a dataset is'
    : `${count} other workers that fetch a dataset are`;
}

function inMb(bytes: number): number {
  return Math.round(bytes / BYTES_PER_MB);
}
