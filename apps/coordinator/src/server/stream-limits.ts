import { ChorusError, RPCS } from '@chorus/proto';
import { setImmediate } from 'node:timers/promises';

/** How long callers that stream may be silent, or take nothing: what RPCS says, in milliseconds by RPC. */
export const SILENCE_MS = {
  FetchDataset: RPCS.WorkerService.FetchDataset.stallMs,
  Connect: RPCS.WorkerService.Connect.silenceMs,
  UploadArtifact: RPCS.WorkerService.UploadArtifact.silenceMs,
  UploadDataset: RPCS.RunService.UploadDataset.silenceMs,
};

/** Other limits than {@link SILENCE_MS}, or the same. */
export type SilenceLimits = { readonly [Rpc in keyof typeof SILENCE_MS]: number };

/** So many turns of the event loop after its last message a stream that was given up says so: HTTP/2 takes two. */
const TURNS = 8;

/**
 * Whether a stream that has ended was given up by its caller, or its connection broke: it ends like one that is whole, and says so only
 * a little later.
 */
export async function wasGivenUp(stream: { readonly cancelled: boolean }): Promise<boolean> {
  for (let turn = 0; turn < TURNS && !stream.cancelled; turn++) await setImmediate();
  return stream.cancelled;
}

/**
 * The messages of a stream.
 *
 * @throws ChorusError `unavailable` when the next one does not come in time
 */
export async function* withIdleLimit<Message>(
  messages: AsyncIterable<Message>,
  idleMs: number,
): AsyncGenerator<Message, void> {
  const iterator = messages[Symbol.asyncIterator]();
  try {
    for (;;) {
      const { promise: timeout, reject } = Promise.withResolvers<never>();
      const timer = setTimeout(() => {
        const message = `nothing was sent for ${idleMs / 1000} s: the upload is broken off`;
        reject(new ChorusError('unavailable', message));
      }, idleMs);
      const next = await Promise.race([iterator.next(), timeout]).finally(() =>
        clearTimeout(timer),
      );
      if (next.done) return;
      yield next.value;
    }
  } finally {
    // Not awaited: it would wait for the message that does not come.
    void iterator.return?.();
  }
}
