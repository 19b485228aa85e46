import { ChorusError } from '@chorus/errors';
import { connectivityState, status, type Client, type ServiceError } from '@grpc/grpc-js';
import { setTimeout } from 'node:timers/promises';
import { createTrustClient } from './client.ts';
import { explainSilence } from './explain-silence.ts';
import type { TrustServiceClient } from './generated/chorus/v1/TrustService.ts';
import { RPCS } from './rpcs.ts';
import type { ClientTrust } from './transport.ts';

/** So long who joins tries while too many others do: a thousand machines behind one address take more than three minutes. */
export const LONGEST_WAIT_MS = 600_000;
/** Pauses between two tries, unless the coordinator asks for longer ones: they double. */
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 20_000;

/** What may be asked. */
export type TrustRpc = keyof typeof RPCS.TrustService;

/** Makes one call, until a deadline in Unix milliseconds, and has it answered to a callback. */
export type AskTrustService<Answer> = (
  client: TrustServiceClient,
  deadline: number,
  answer: (error: Error | null, answer?: Answer) => void,
) => void;

/**
 * Asks a coordinator something by which people and machines come to be known; again when it says when, or took no connection.
 *
 * @param rpc says how long each answer may take
 * @param waitMs how long it is asked again, in milliseconds
 * @throws ChorusError as it answers; `unavailable`
 */
export async function askTrustService<Answer>(
  address: string,
  trust: ClientTrust,
  rpc: TrustRpc,
  ask: AskTrustService<Answer>,
  waitMs: number,
): Promise<Answer> {
  const giveUpMs = performance.now() + waitMs;
  for (let failures = 0; ; failures++) {
    const outcome = await askOnce(address, trust, rpc, ask);
    if ('answer' in outcome) return outcome.answer;
    const { error, isAnswered } = outcome;
    if (isAnswered && error.retryAfterMs === undefined) throw error;
    // What was only in the way of a connection passes; a reason why there can be none does not.
    const lasting = failures === 0 ? await explainSilence(address, trust) : undefined;
    if (lasting) throw lasting;
    const pauseMs = pauseAfter(failures, error.retryAfterMs);
    if (performance.now() + pauseMs > giveUpMs) throw error;
    await setTimeout(pauseMs);
  }
}

/** What became of asking. */
type Outcome<Answer> =
  | { readonly answer: Answer }
  | {
      readonly error: ChorusError;
      /** Whether the coordinator itself has said so; else there is no connection, or it ended: others may have been in the way. */
      readonly isAnswered: boolean;
    };

/** Asks, over a connection that ends with the answer: those without a certificate have few, and leave them to others while they wait. */
async function askOnce<Answer>(
  address: string,
  trust: ClientTrust,
  rpc: TrustRpc,
  ask: AskTrustService<Answer>,
): Promise<Outcome<Answer>> {
  const client = createTrustClient(address, trust);
  const { promise, resolve } = Promise.withResolvers<Outcome<Answer>>();
  ask(client, Date.now() + RPCS.TrustService[rpc].answerWithinMs, (error, answer) => {
    if (!error) return resolve({ answer: answer! });
    const isBroken = (error as ServiceError).code === status.UNAVAILABLE && !isConnected(client);
    resolve({ error: ChorusError.from(error), isAnswered: !isBroken });
  });
  return promise.finally(() => client.close());
}

/** What the coordinator itself has answered comes over a connection that goes on. */
function isConnected(client: Client): boolean {
  return client.getChannel().getConnectivityState(false) === connectivityState.READY;
}

/** Half of it is chance, so that those who wait do not come again as a herd. */
function pauseAfter(failures: number, retryAfterMs = 0): number {
  const longest = Math.min(FIRST_PAUSE_MS * 2 ** failures, LONGEST_PAUSE_MS);
  return Math.max(retryAfterMs, longest * (0.5 + Math.random() / 2));
}
