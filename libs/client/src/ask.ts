import { COMMANDS } from '@chorus/command-line/commands';
import { ChorusError, createRunClient, describeProxy, type RunServiceClient } from '@chorus/proto';
import { status } from '@grpc/grpc-js';
import { addAbortListener } from 'node:events';

const ANSWER_TIMEOUT_MS = 5_000;
/** How long a coordinator on this machine may take before it counts as not there. */
const PROBE_TIMEOUT_MS = 500;

type Callback<Response> = (error: Error | null, response?: Response) => void;
type Question<Response> = (
  client: RunServiceClient,
  options: { deadline: number },
  callback: Callback<Response>,
) => { cancel(): void };

/** How long an answer is waited for. */
export interface AskOptions {
  /** The time limit; default: 5 s. */
  readonly timeoutMs?: number;
  /** Aborted: the question is withdrawn. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Asks a coordinator one question.
 *
 * @param address HOST:PORT
 * @throws ChorusError `unavailable` when it does not answer in time, else what it answered; the
 *   signal's reason when it is aborted
 */
export async function ask<Response>(
  address: string,
  question: Question<Response>,
  { timeoutMs = ANSWER_TIMEOUT_MS, signal }: AskOptions = {},
): Promise<Response> {
  signal?.throwIfAborted();
  const client = createRunClient(address);
  let listening: Disposable | undefined;
  try {
    return await new Promise<Response>((resolve, reject) => {
      const call = question(client, { deadline: Date.now() + timeoutMs }, (error, response) => {
        if (!error) resolve(response!);
        else if (signal?.aborted) reject(signal.reason);
        else reject(explain(error, address, describeProxy(client, address)));
      });
      listening = signal && addAbortListener(signal, () => call.cancel());
    });
  } finally {
    listening?.[Symbol.dispose]();
    client.close();
  }
}

/** Whether a Chorus answers at this address within a moment. */
export async function coordinatorAnswers(address: string): Promise<boolean> {
  try {
    await ask(address, (client, options, callback) => client.listRuns({}, options, callback), {
      timeoutMs: PROBE_TIMEOUT_MS,
    });
    return true;
  } catch {
    return false;
  }
}

function explain(error: Error, address: string, proxy: string): ChorusError {
  if ('code' in error && error.code === status.UNIMPLEMENTED) {
    const message = `what answers at ${address} is no coordinator of this version: check --coordinator`;
    return new ChorusError('refused', message, { cause: error });
  }
  const reason = ChorusError.from(error);
  if (reason.code !== 'unavailable') return reason;
  return new ChorusError(
    'unavailable',
    `no coordinator answers at ${address}${proxy}: start one with '${COMMANDS.chorus} serve', or correct --coordinator`,
    { cause: error },
  );
}
