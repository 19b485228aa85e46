import type { MessageStream } from './chunks.ts';

/** Unsent messages beyond which those that may be dropped are dropped. */
const QUEUE_LIMIT = 1_000;

/**
 * What one side still has to say over a stream that lasts.
 *
 * O1: messages leave in the order in which they were sent.
 * O2: nothing is written while the stream's buffer is full; it waits here.
 * O3: what waits here is bounded: of messages with the same key only the newest is kept, and
 *     droppable ones are dropped, and counted, while more than QUEUE_LIMIT messages wait.
 */
export class Outbox<Message> {
  readonly #stream: MessageStream<Message>;
  // Keys of messages that may not be replaced are unique symbols; a Map keeps the order.
  readonly #queue = new Map<string | symbol, Message>();
  #blocked = false;
  #dropped = 0;

  constructor(stream: MessageStream<Message>) {
    this.#stream = stream;
    stream.on('drain', () => {
      this.#blocked = false;
      this.#flush();
    });
  }

  /** Messages that were dropped because the other side does not read. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Sends a message that must arrive. */
  send(message: Message): void {
    this.#queue.set(Symbol(), message);
    this.#flush();
  }

  /** Sends a message that may be dropped when the other side does not keep up. */
  sendDroppable(message: Message): void {
    if (this.#queue.size >= QUEUE_LIMIT) this.#dropped += 1;
    else this.send(message);
  }

  /** Sends a message that replaces the unsent one with the same key. */
  sendLatest(key: string, message: Message): void {
    this.#queue.set(key, message);
    this.#flush();
  }

  #flush(): void {
    for (const [key, message] of this.#queue) {
      if (this.#blocked || this.#stream.destroyed) return;
      this.#queue.delete(key);
      this.#blocked = !this.#stream.write(message);
    }
  }
}
