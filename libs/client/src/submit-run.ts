import {
  datasetFileChunks,
  datasetFileRest,
  type DatasetBeginning,
  type DatasetRest,
} from '@chorus/data';
import {
  ChorusError,
  CHUNK_BYTES,
  encodeRunConfig,
  givenFilesOf,
  MOST_BYTES_TO_COORDINATOR,
  PROTOCOL_VERSION,
  type InputKind,
  writeAll,
  type RunConfig,
  type UploadDatasetRequestInput,
} from '@chorus/proto';
import { addAbortListener } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { ask } from './ask.ts';
import { dial } from './dial.ts';
import { untilThereIsRoom } from './until-there-is-room.ts';

/** What else a message has is less than this. */
const MESSAGE_ROOM = 4096;
const MOST_CONFIG_BYTES = MOST_BYTES_TO_COORDINATOR - MESSAGE_ROOM;

/** After an upload was cut off: the coordinator notices it, too. */
const RETRY_MS = 500;

/** What the coordinator answers. */
export interface SubmittedRun {
  readonly runId: string;
  /** HOST:PORT on which the coordinator serves its live page, if it does. */
  readonly httpAddress?: string;
}

/** The files that a run is trained with, here. */
export interface RunFiles {
  /** The dataset as one file. */
  readonly dataset: string;
  /** The files with the weights that members begin with, or with their predictions, by SHA-256: all that the configuration names. */
  readonly given?: ReadonlyMap<string, string> | undefined;
}

/** A file that a coordinator may lack. */
interface Input {
  readonly kind: InputKind;
  readonly sha256: string;
  readonly path: string;
  /** What it is, for people, with the verb: `the dataset shapes: it is sent`. */
  readonly words: string;
}

/**
 * Submits a run, after its dataset and its weights if the coordinator lacks them.
 *
 * @param address HOST:PORT of the coordinator
 * @param note told what takes long
 * @param signal aborted: nothing more is sent
 * @throws ChorusError `invalid` when the configuration is too large to be sent, `unavailable` when nobody answers, else what the coordinator refuses; the
 *   signal's reason when it is aborted
 */
export async function submitRun(
  address: string,
  config: RunConfig,
  files: RunFiles,
  note: (message: string) => void,
  signal?: AbortSignal,
): Promise<SubmittedRun> {
  const request = { protocolVersion: PROTOCOL_VERSION, config: encodeRunConfig(config) };
  requireSendable(request.config, config);
  for (const input of inputsOf(config, files)) {
    await untilThereIsRoom(() => bring(address, input, note, signal), { note, signal });
  }
  return await ask(address, 'SubmitRun', request, { signal });
}

/** Refuses a configuration that no message holds: groups of members, or trials of a search, each with a network of its own. */
function requireSendable(text: string, { members: { groups = [] } }: RunConfig): void {
  const bytes = Buffer.byteLength(text);
  if (bytes <= MOST_CONFIG_BYTES) return;
  const networks = groups.filter(({ network }) => network).length;
  throw new ChorusError(
    'invalid',
    `the run's configuration has ${bytes} bytes, and at most ${MOST_CONFIG_BYTES} can be sent: of ${groups.length} groups ` +
      `or trials of its members ${networks} have networks of their own; make fewer of them`,
  );
}

function inputsOf(config: RunConfig, files: RunFiles): Input[] {
  const { name, sha256 } = config.dataset;
  const words = `the dataset ${name}: it is sent`;
  const dataset: Input = { kind: 'INPUT_KIND_DATASET', sha256, path: files.dataset, words };
  const given = givenFilesOf(config).map((digest): Input => ({
    kind: 'INPUT_KIND_WEIGHTS',
    sha256: digest,
    path: files.given!.get(digest)!,
    words: 'what members begin with: it is sent',
  }));
  return [dataset, ...given];
}

/** Sends a file that the coordinator lacks: from where an upload that was cut off ended, and again while each one gets further. */
async function bring(
  address: string,
  input: Input,
  note: (message: string) => void,
  signal: AbortSignal | undefined,
): Promise<void> {
  const { kind, sha256, words } = input;
  let before: number | undefined;
  let failure: unknown;
  for (;;) {
    const answer = await ask(address, 'HasDataset', { kind, sha256 }, { signal });
    if (answer.present) return;
    const received = Number(answer.receivedBytes);
    if (before !== undefined && received <= before) throw failure;
    const rest = await restOf(input, { bytes: received, headerSha256: answer.headerSha256 });
    if (before === undefined) note(`the coordinator lacks ${words}`);
    if (rest.start > 0) {
      note(`it goes on after ${(rest.start / 1e6).toFixed(1)} MB, which are there already`);
    }
    try {
      return await upload(address, input, rest, signal);
    } catch (error) {
      if (!isCutOff(error)) throw error;
      failure = error;
    }
    before = received;
    await setTimeout(RETRY_MS, undefined, { signal });
  }
}

/** Whether an upload was cut off, by a coordinator that has not asked to come again later. */
function isCutOff(error: unknown): boolean {
  if (!(error instanceof ChorusError)) return false;
  return error.code === 'unavailable' && error.retryAfterMs === undefined;
}

/** What of a file is missing to who has its beginning. */
async function restOf(
  { kind, path }: Input,
  beginning: DatasetBeginning,
): Promise<DatasetRest<AsyncIterable<Buffer>>> {
  if (kind === 'INPUT_KIND_DATASET') return datasetFileRest(path, CHUNK_BYTES, beginning);
  const { bytes } = beginning;
  return { start: bytes, chunks: datasetFileChunks(path, CHUNK_BYTES, bytes) };
}

async function upload(
  address: string,
  { kind, sha256 }: Input,
  { start, chunks }: DatasetRest<AsyncIterable<Buffer>>,
  signal: AbortSignal | undefined,
): Promise<void> {
  signal?.throwIfAborted();
  const client = await dial(address);
  signal?.throwIfAborted();
  let listening: Disposable | undefined;
  try {
    await new Promise<void>((resolve, reject) => {
      const call = client.uploadDataset((error) => (error ? reject(error) : resolve()));
      listening = signal && addAbortListener(signal, () => call.cancel());
      // The answer says why the coordinator has hung up; the broken stream does not.
      writeAll(call, messages()).then(
        () => call.end(),
        () => call.cancel(),
      );
    });
  } catch (error) {
    signal?.throwIfAborted();
    throw ChorusError.from(error);
  } finally {
    listening?.[Symbol.dispose]();
    client.close();
  }

  async function* messages(): AsyncGenerator<UploadDatasetRequestInput> {
    const offset = start;
    yield kind === 'INPUT_KIND_WEIGHTS' ? { weightsSha256: sha256, offset } : { sha256, offset };
    for await (const chunk of chunks) yield { chunk };
  }
}
