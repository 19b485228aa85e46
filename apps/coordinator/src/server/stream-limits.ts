import { ChorusError } from '@chorus/proto';

/** How long a peer may keep a stream open without saying anything; it costs a connection and a file. */
export interface StreamLimits {
  /** The time from a worker's connection to its Hello, in milliseconds. */
  readonly helloMs: number;
  /** The time from one message of an upload to the next, in milliseconds: a chunk of 1 MiB over a slow line takes its time. */
  readonly uploadIdleMs: number;
}

export const DEFAULT_STREAM_LIMITS: StreamLimits = { helloMs: 10_000, uploadIdleMs: 60_000 };

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
