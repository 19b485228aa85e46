import type { Decision } from '@chorus/audit';
import { ChorusError } from '@chorus/proto';

/** Told what was decided; what is told is written before this returns. */
export type DecisionListener = (decision: Decision) => void;

/** What an order says of itself, without what becomes of it. */
export type Order = Pick<Decision, 'action' | 'by' | 'from' | 'subject' | 'reason'>;

/**
 * Carries out an order that comes by another way than gRPC, and tells what became of it.
 *
 * @param describe says what it is; of one that was refused without its answer
 * @throws what the order throws
 */
export async function audited<Answer>(
  tell: DecisionListener,
  describe: (answer?: Answer) => Order,
  order: () => Promise<Answer>,
): Promise<Answer> {
  try {
    const answer = await order();
    tell({ ...describe(answer), outcome: 'allowed', atMs: Date.now() });
    return answer;
  } catch (error) {
    const reason = ChorusError.from(error).message;
    tell({ ...describe(), reason, outcome: 'refused', atMs: Date.now() });
    throw error;
  }
}
