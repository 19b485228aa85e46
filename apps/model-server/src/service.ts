import { ChorusError, CHORUS_VERSION } from '@chorus/proto';
import { QueueFull } from './inference/limits.ts';
import type { InferRequest, ServedModel } from './inference/served-model.ts';
import type { Tensor } from './inference/tensor.ts';
import type { Protocol, RequestOutcome, ServerMetrics } from './metrics.ts';

/** What both protocols serve. */
export interface Service {
  readonly model: ServedModel;
  readonly metrics: ServerMetrics;
  /** False from when the server is asked to end. */
  isReady(): boolean;
}

/** What the protocol says of a server. */
export const SERVER_FACTS = {
  name: 'chorus',
  version: CHORUS_VERSION,
  extensions: ['binary_tensor_data'],
} as const;

/** Answers a request, and counts it. @throws as `ServedModel.infer` does */
export async function inferCounted(
  { model, metrics }: Service,
  protocol: Protocol,
  read: () => InferRequest | Promise<InferRequest>,
): Promise<Tensor[]> {
  const startMs = performance.now();
  let outcome: RequestOutcome = 'answered';
  try {
    return await model.infer(await read());
  } catch (error) {
    outcome = outcomeOf(error);
    throw error;
  } finally {
    metrics.request(protocol, outcome, (performance.now() - startMs) / 1000);
  }
}

function outcomeOf(error: unknown): RequestOutcome {
  if (error instanceof QueueFull) return 'queue-full';
  return ChorusError.from(error).code === 'internal' ? 'failed' : 'refused';
}
