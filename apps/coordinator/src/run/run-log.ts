import type { RunEvent, RunEventBody } from '@chorus/proto';
import {
  closeSync,
  createReadStream,
  existsSync,
  fsyncSync,
  openSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { createInterface } from 'node:readline';
import { parseEvent } from './parse-event.ts';
import type { KeptBody } from './run-events.ts';

type ProgressBody = Extract<RunEventBody, { type: 'progress' }>;

interface Watcher {
  /** Of each member the newest progress that this watcher was not shown yet. */
  readonly progress: Map<number, RunEvent>;
  wake(): void;
}

/**
 * The events of one run, in memory while it lasts and, one JSON object per line, in events.jsonl.
 * The journal is the copy that survives a power cut: this file is written again from it.
 *
 * C6: a watcher sees the events in order and without gaps, from any sequence number on. It holds
 *     a position, not a queue: however slowly it reads, it costs no memory.
 * N1: of a run that has ended the memory holds nothing: its watchers read the file.
 */
export class RunLog {
  readonly #runId: string;
  readonly #path: string;
  readonly #watchers = new Set<Watcher>();
  #events: RunEvent[] = [];
  #file: number | undefined;
  #ended = false;

  constructor(runId: string, path: string) {
    this.#runId = runId;
    this.#path = path;
  }

  /** Begins the file, with the events that are known already. */
  open(): void {
    this.#file = openSync(this.#path, 'w');
    for (const event of this.#events) writeSync(this.#file, lineOf(event));
  }

  append(timeMs: number, body: KeptBody): RunEvent {
    const event = this.#stamp(this.#events.length + 1, timeMs, body);
    this.#events.push(event);
    if (this.#file !== undefined) writeSync(this.#file, lineOf(event));
    for (const watcher of this.#watchers) watcher.wake();
    return event;
  }

  /** Shows a member's progress to those who watch now; it is not kept. */
  show(timeMs: number, body: ProgressBody): void {
    const event = this.#stamp(0, timeMs, body);
    for (const watcher of this.#watchers) {
      watcher.progress.set(body.member, event);
      watcher.wake();
    }
  }

  /** No event follows: watchers end when they have seen the last one. */
  end(): void {
    if (this.#file !== undefined) {
      fsyncSync(this.#file);
      closeSync(this.#file);
    } else if (!existsSync(this.#path)) {
      writeFileSync(this.#path, this.#events.map(lineOf).join(''));
    }
    this.#ended = true;
    this.#events = [];
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
        if (this.#ended) return yield* this.#readFile(next);
        if (!follow) return;
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

  async *#readFile(fromSequence: number): AsyncGenerator<RunEvent> {
    const file = createReadStream(this.#path, 'utf8');
    try {
      for await (const line of createInterface({ input: file })) {
        const event = parseEvent(line);
        if (event.sequence >= fromSequence) yield event;
      }
    } finally {
      file.destroy();
    }
  }

  #stamp(sequence: number, timeMs: number, body: RunEventBody): RunEvent {
    return { sequence, timeMs, runId: this.#runId, ...body };
  }
}

function lineOf(event: RunEvent): string {
  return JSON.stringify(event) + '\n';
}
