import { ChorusError, RPCS } from '@chorus/proto';

/** How long callers that stream may be silent, or take nothing: what RPCS says, in milliseconds by RPC. */
export const SILENCE_MS = {
  FetchDataset: RPCS.WorkerService.FetchDataset.stallMs,
  Connect: RPCS.WorkerService.Connect.silenceMs,
  UploadArtifact: RPCS.WorkerService.UploadArtifact.silenceMs,
  UploadDataset: RPCS.RunService.UploadDataset.silenceMs,
};

/** Other limits than {@link SILENCE_MS}, or the same. */
export type SilenceLimits = { readonly [Rpc in keyof typeof SILENCE_MS]: number };

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
