import { datasetFileChunks } from '@chorus/data';
import {
  ChorusError,
  CHUNK_BYTES,
  createRunClient,
  encodeRunConfig,
  PROTOCOL_VERSION,
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

/**
 * Submits a run, after its dataset if the coordinator lacks it.
 *
 * @param address HOST:PORT of the coordinator
 * @param datasetPath the dataset as one file
 * @param note told what takes long
 * @param signal aborted: nothing more is sent
 * @throws ChorusError `unavailable` when nobody answers, else what the coordinator refuses; the
 *   signal's reason when it is aborted
 */
export async function submitRun(
  address: string,
  config: RunConfig,
  datasetPath: string,
  note: (message: string) => void,
  signal?: AbortSignal,
): Promise<SubmittedRun> {
  const { dataset } = config;
  const { present } = await ask(address, 'HasDataset', { sha256: dataset.sha256 }, { signal });
  if (!present) {
    note(`the coordinator lacks the dataset ${dataset.name}: it is sent`);
    await uploadDataset(address, dataset, datasetPath, signal);
  }
  const request = { protocolVersion: PROTOCOL_VERSION, config: encodeRunConfig(config) };
  return await ask(address, 'SubmitRun', request, { signal });
}

async function uploadDataset(
  address: string,
  dataset: RunConfig['dataset'],
  path: string,
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
    yield { sha256: dataset.sha256 };
    for await (const chunk of datasetFileChunks(path, CHUNK_BYTES)) yield { chunk };
  }
}
