import type { RunEvent, RunEventBody } from '@chorus/proto';
import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs';

type KeptBody = Exclude<RunEventBody, { type: 'progress' }>;
type ProgressBody = Extract<RunEventBody, { type: 'progress' }>;

interface Watcher {
  /** Of each member the newest progress that this watcher was not shown yet. */
  readonly progress: Map<number, RunEvent>;
  wake(): void;
}

/**
 * The events of one run: kept in memory and, one JSON object per line, in events.jsonl.
 *
 * C3: an event is on disk before `append` returns; only log lines wait for the next event.
 * C6: a watcher sees the events in order and without gaps, from any sequence number on. It holds
 *     a position, not a queue: however slowly it reads, it costs no memory.
 */
export class RunLog {
  readonly #runId: string;
  readonly #file: number;
  readonly #events: RunEvent[] = [];
  readonly #watchers = new Set<Watcher>();
  #ended = false;

  constructor(runId: string, path: string) {
    this.#runId = runId;
    this.#file = openSync(path, 'ax');
  }

  append(body: KeptBody): RunEvent {
    const event = this.#stamp(this.#events.length + 1, body);
    writeSync(this.#file, JSON.stringify(event) + '\n');
    if (body.type !== 'log') fdatasyncSync(this.#file);
    this.#events.push(event);
    for (const watcher of this.#watchers) watcher.wake();
    return event;
  }

  /** Shows a member's progress to those who watch now; it is not kept. */
  show(body: ProgressBody): void {
    const event = this.#stamp(0, body);
    for (const watcher of this.#watchers) {
      watcher.progress.set(body.member, event);
      watcher.wake();
    }
  }

  /** No event follows: watchers end when they have seen the last one. */
  end(): void {
    this.#ended = true;
    closeSync(this.#file);
    for (const watcher of this.#watchers) watcher.wake();
  }

  /**
   * The events from a sequence number on; with `follow`, it waits for new ones until the run has
   * ended or the signal is aborted.
   */
  async *watch(
    fromSequence: number,
    follow: boolean,
    signal: AbortSignal,
  ): AsyncGenerator<RunEvent> {
    let next = Math.max(fromSequence, 1);
    let awakened = Promise.withResolvers<void>();
    const watcher: Watcher = { progress: new Map(), wake: () => awakened.resolve() };
    signal.addEventListener('abort', watcher.wake);
    this.#watchers.add(watcher);
    try {
      while (!signal.aborted) {
        for (; next <= this.#events.length; next++) yield this.#events[next - 1]!;
        if (!follow || this.#ended) return;
        const shown = [...watcher.progress.values()];
        watcher.progress.clear();
        yield* shown;
        await awakened.promise;
        awakened = Promise.withResolvers<void>();
      }
    } finally {
      this.#watchers.delete(watcher);
      signal.removeEventListener('abort', watcher.wake);
    }
  }

  #stamp(sequence: number, body: RunEventBody): RunEvent {
    return { sequence, timeMs: Date.now(), runId: this.#runId, ...body };
  }
}
