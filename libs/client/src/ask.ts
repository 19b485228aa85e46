import { COMMANDS } from '@chorus/command-line/commands';
import { ChorusError, describeProxy, explainSilence, RPCS, v1, type UnaryRpc } from '@chorus/proto';
import { connectivityState, status, type Client, type MethodDefinition } from '@grpc/grpc-js';
import { addAbortListener } from 'node:events';
import { credentialsAt, dial } from './dial.ts';

/** How long a coordinator on this machine may take before it counts as not there. */
const PROBE_TIMEOUT_MS = 500;

type RunDefinition = (typeof v1.RunService)['service'];

/** What a coordinator is asked with. */
type Request<Rpc extends UnaryRpc> = Parameters<RunDefinition[Rpc]['requestSerialize']>[0];

/** What it answers: a message as it is read from the wire. */
type Answer<Rpc extends UnaryRpc> = ReturnType<RunDefinition[Rpc]['responseDeserialize']>;

/** How long an answer is waited for. */
export interface AskOptions {
  /** The time limit, in milliseconds; default: that of {@link RPCS}. */
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
export async function ask<Rpc extends UnaryRpc>(
  address: string,
  rpc: Rpc,
  request: Request<Rpc>,
  { timeoutMs = RPCS.RunService[rpc].answerWithinMs, signal }: AskOptions = {},
): Promise<Answer<Rpc>> {
  signal?.throwIfAborted();
  const client = await dial(address);
  signal?.throwIfAborted();
  // TypeScript does not see that the definition's messages are those of the name.
  const method = v1.RunService.service[rpc] as unknown as MethodDefinition<
    Request<Rpc>,
    Answer<Rpc>
  >;
  let listening: Disposable | undefined;
  try {
    return await new Promise<Answer<Rpc>>((resolve, reject) => {
      const call = client.makeUnaryRequest(
        method.path,
        method.requestSerialize,
        method.responseDeserialize,
        request,
        { deadline: Date.now() + timeoutMs },
        (error, answer) => {
          if (!error) resolve(answer!);
          else if (signal?.aborted) reject(signal.reason);
          else explain(error, client, address, rpc).then(reject, reject);
        },
      );
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
    await ask(address, 'ListRuns', {}, { timeoutMs: PROBE_TIMEOUT_MS });
    return true;
  } catch {
    return false;
  }
}

async function explain(
  error: Error,
  client: Client,
  address: string,
  rpc: UnaryRpc,
): Promise<ChorusError> {
  const code = 'code' in error ? error.code : undefined;
  if (code === status.UNIMPLEMENTED) {
    const message = `what answers at ${address} is no coordinator of this version: check --coordinator`;
    return new ChorusError('refused', message, { cause: error });
  }
  const reason = ChorusError.from(error);
  // With a word about when to come again, it is the coordinator's own answer.
  if (reason.code !== 'unavailable' || reason.retryAfterMs !== undefined) return reason;
  const isConnected = client.getChannel().getConnectivityState(false) === connectivityState.READY;
  if (RPCS.RunService[rpc].effect === 'order' && code === status.DEADLINE_EXCEEDED && isConnected) {
    const message =
      `the coordinator at ${address} has not answered in time, but may still do what it was asked: ` +
      `'${COMMANDS.chorus} runs' and '${COMMANDS.chorus} workers' tell`;
    return new ChorusError('unavailable', message, { cause: error });
  }
  const silence = isConnected
    ? undefined
    : await explainSilence(address, await credentialsAt(address));
  if (silence) return silence;
  return new ChorusError(
    'unavailable',
    `no coordinator answers at ${address}${describeProxy(client, address)}: start one with '${COMMANDS.chorus} serve', or correct --coordinator`,
    { cause: error },
  );
}
