import { datasetFileChunks } from '@chorus/data';
import {
  ChorusError,
  CHUNK_BYTES,
  createRunClient,
  encodeRunConfig,
  PROTOCOL_VERSION,
  type InputKind,
  writeAll,
  type RunConfig,
  type UploadDatasetRequestInput,
} from '@chorus/proto';
import { addAbortListener } from 'node:events';
import { ask } from './ask.ts';

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
  /** The file with the weights that training begins with, where the configuration names some. */
  readonly weights?: string | undefined;
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
 * @throws ChorusError `unavailable` when nobody answers, else what the coordinator refuses; the
 *   signal's reason when it is aborted
 */
export async function submitRun(
  address: string,
  config: RunConfig,
  files: RunFiles,
  note: (message: string) => void,
  signal?: AbortSignal,
): Promise<SubmittedRun> {
  for (const input of inputsOf(config, files)) {
    const { kind, sha256, words } = input;
    const { present } = await ask(address, 'HasDataset', { kind, sha256 }, { signal });
    if (present) continue;
    note(`the coordinator lacks ${words}`);
    await upload(address, input, signal);
  }
  const request = { protocolVersion: PROTOCOL_VERSION, config: encodeRunConfig(config) };
  return await ask(address, 'SubmitRun', request, { signal });
}

function inputsOf({ dataset, network }: RunConfig, files: RunFiles): Input[] {
  const { name, sha256 } = dataset;
  const words = `the dataset ${name}: it is sent`;
  const input: Input = { kind: 'INPUT_KIND_DATASET', sha256, path: files.dataset, words };
  if (network.weightsSha256 === undefined) return [input];
  const weights: Input = {
    kind: 'INPUT_KIND_WEIGHTS',
    sha256: network.weightsSha256,
    path: files.weights!,
    words: 'the weights that training begins with: they are sent',
  };
  return [input, weights];
}

async function upload(
  address: string,
  { kind, sha256, path }: Input,
  signal: AbortSignal | undefined,
): Promise<void> {
  signal?.throwIfAborted();
  const client = createRunClient(address);
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
    yield kind === 'INPUT_KIND_WEIGHTS' ? { weightsSha256: sha256 } : { sha256 };
    for await (const chunk of datasetFileChunks(path, CHUNK_BYTES)) yield { chunk };
  }
}
