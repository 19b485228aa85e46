import { status } from '@grpc/grpc-js';
import { ChorusError, createRunClient, describeProxy, type RunServiceClient } from '@chorus/proto';

const ANSWER_TIMEOUT_MS = 5_000;
/** On this machine, or it is not there. */
const PROBE_TIMEOUT_MS = 500;

type Callback<Response> = (error: Error | null, response?: Response) => void;
type Question<Response> = (
  client: RunServiceClient,
  options: { deadline: number },
  callback: Callback<Response>,
) => void;

/**
 * Asks a coordinator one question.
 *
 * @param address HOST:PORT
 * @throws ChorusError `unavailable` when it does not answer in time, else what it answered
 */
export async function ask<Response>(
  address: string,
  question: Question<Response>,
  timeoutMs = ANSWER_TIMEOUT_MS,
): Promise<Response> {
  const client = createRunClient(address);
  try {
    return await new Promise<Response>((resolve, reject) => {
      question(client, { deadline: Date.now() + timeoutMs }, (error, response) => {
        if (error) reject(explain(error, address, describeProxy(client, address)));
        else resolve(response!);
      });
    });
  } finally {
    client.close();
  }
}

/** Whether a Chorus answers at this address within a moment. */
export async function coordinatorAnswers(address: string): Promise<boolean> {
  try {
    await ask(
      address,
      (client, options, callback) => client.listRuns({}, options, callback),
      PROBE_TIMEOUT_MS,
    );
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
    `no coordinator answers at ${address}${proxy}: start one with 'npx chorus serve', or correct --coordinator`,
    { cause: error },
  );
}
