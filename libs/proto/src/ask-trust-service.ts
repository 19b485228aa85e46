import { ChorusError } from '@chorus/errors';
import { setTimeout } from 'node:timers/promises';
import { createTrustClient } from './client.ts';
import type { TrustServiceClient } from './generated/chorus/v1/TrustService.ts';
import type { ClientTrust } from './transport.ts';

/** So long somebody waits while too many others ask for certificates: a cluster's machines may all join at once. */
const LONGEST_WAIT_MS = 120_000;

/** Makes one call, until a deadline in Unix milliseconds, and has it answered to a callback. */
export type AskTrustService<Answer> = (
  client: TrustServiceClient,
  deadline: number,
  answer: (error: Error | null, answer?: Answer) => void,
) => void;

/**
 * Asks a coordinator something by which people and machines come to be known; again when it says when.
 *
 * @param answerMs how long each answer may take, in milliseconds
 * @throws ChorusError as it answers; `unavailable`
 */
export async function askTrustService<Answer>(
  address: string,
  trust: ClientTrust,
  answerMs: number,
  ask: AskTrustService<Answer>,
): Promise<Answer> {
  const client = createTrustClient(address, trust);
  const giveUpMs = performance.now() + LONGEST_WAIT_MS;
  try {
    for (;;) {
      const { promise, resolve, reject } = Promise.withResolvers<Answer>();
      ask(client, Date.now() + answerMs, (error, answer) =>
        error ? reject(ChorusError.from(error)) : resolve(answer!),
      );
      try {
        return await promise;
      } catch (error) {
        const { retryAfterMs } = error as ChorusError;
        if (retryAfterMs === undefined || performance.now() + retryAfterMs > giveUpMs) throw error;
        await setTimeout(retryAfterMs);
      }
    }
  } finally {
    client.close();
  }
}
