import { once, type EventEmitter } from 'node:events';

/** No message carries more of a file than this. */
export const CHUNK_BYTES = 1024 * 1024;

/** A stream that takes messages of one type; `Writable` itself would take any. */
export interface MessageStream<Message> extends EventEmitter {
  readonly destroyed: boolean;
  write: (message: Message) => boolean;
}

/** The bytes in pieces of at most {@link CHUNK_BYTES}, as views, in order. */
export function* chunksOf(bytes: Uint8Array): Generator<Buffer> {
  for (let offset = 0; offset < bytes.byteLength; offset += CHUNK_BYTES) {
    const end = Math.min(offset + CHUNK_BYTES, bytes.byteLength);
    yield Buffer.from(bytes.buffer, bytes.byteOffset + offset, end - offset);
  }
}

/**
 * Writes every message, waiting whenever the stream's buffer is full, so that a slow reader costs
 * no memory. Does not end the stream.
 *
 * @param signal aborted: nothing more is written or waited for
 * @throws what destroyed the stream, if it was destroyed before everything was written; the signal's reason
 */
export async function writeAll<Message>(
  stream: MessageStream<Message>,
  messages: Iterable<NoInfer<Message>> | AsyncIterable<NoInfer<Message>>,
  signal?: AbortSignal,
): Promise<void> {
  for await (const message of messages) {
    signal?.throwIfAborted();
    if (!stream.write(message)) await drained(stream, signal);
  }
}

/** Resolves when the stream takes more; rejects when it is closed, or the signal aborted, instead. */
async function drained(stream: EventEmitter, aborted?: AbortSignal): Promise<void> {
  const controller = new AbortController();
  const { signal } = controller;
  try {
    await Promise.race([
      once(stream, 'drain', { signal }),
      ...(aborted ? [rejected(aborted, signal)] : []),
      once(stream, 'close', { signal }).then(() => {
        throw new Error('the stream was closed while it was written to');
      }),
      once(stream, 'cancelled', { signal }).then(() => {
        throw new Error('the call was cancelled while it was written to');
      }),
    ]);
  } finally {
    controller.abort();
  }
}

/** Rejects with the signal's reason when it is aborted; is no longer pending once `done` is. */
async function rejected(aborted: AbortSignal, done: AbortSignal): Promise<never> {
  if (!aborted.aborted) await once(aborted, 'abort', { signal: done });
  throw aborted.reason;
}
