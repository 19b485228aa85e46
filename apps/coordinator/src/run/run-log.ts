import { ChorusError, type RunEvent, type RunEventBody } from '@chorus/proto';
import {
  AppendFile,
  endsWith,
  EventChain,
  parseEvent,
  writeFileAtomically,
  type ChainPosition,
} from '@chorus/run-files';
import { createHash } from 'node:crypto';
import { createReadStream, existsSync, statSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { KeptBody } from './run-events.ts';

type ProgressBody = Extract<RunEventBody, { type: 'progress' }>;

/** The first events of a run, as its file holds them. */
export interface LogPosition {
  readonly events: number;
  readonly bytes: number;
  /** The digest of so many bytes, in hexadecimal. */
  readonly sha256: string;
}

interface Watcher {
  /** The newest progress of each member that this watcher was not shown yet. */
  readonly progress: Map<number, RunEvent>;
  wake(): void;
}

/**
 * The events of one run, in memory while it lasts and, one JSON object per line, in events.jsonl.
 * The journal is the copy that survives a power cut: this file is written again from it.
 *
 * C6: a watcher sees the events in order and without gaps, from any sequence number on. It holds a
 *   position, not a queue: however slowly it reads, it costs no memory.
 * LOG-1: of a run that has ended the memory holds nothing: its watchers read the file. If that
 *   could not be written, the memory keeps the events.
 * LOG-2: a run's events are a chain (CHAIN-1, CHAIN-2) from the first to the last one, or, when an older version has
 *   begun the run, none of them is in one.
 */
export class RunLog {
  readonly #runId: string;
  readonly #path: string;
  readonly #watchers = new Set<Watcher>();
  readonly #chain: EventChain | undefined;
  /** Those that are in the chain come first: of a journal that is read they are only linked when somebody asks. */
  #events: RunEvent[] = [];
  #file: AppendFile | undefined;
  #ended = false;
  #isInFile = false;
  #isDeleted = false;
  /** SHA-256 of the first events' lines, how many events these are, and how many bytes. */
  readonly #hash = createHash('sha256');
  #hashed = 0;
  #fileBytes: number | undefined;
  #hashedBytes = 0;

  /** @param isChained whether its events are a chain (LOG-2) */
  constructor(runId: string, path: string, isChained: boolean) {
    this.#runId = runId;
    this.#path = path;
    this.#chain = isChained ? new EventChain() : undefined;
  }

  /** Begins the file, with the events that are known already. @throws DiskError */
  open(): void {
    this.#file = new AppendFile(this.#path, 'anew', linesOf(this.#linked()));
  }

  /** Goes on where a former process was: these events are known and told. To be called before `open`. */
  restore(events: readonly RunEvent[]): void {
    this.#events = [...events];
  }

  /** The events in memory, in order: all of a run that goes on. */
  get known(): readonly RunEvent[] {
    return this.#linked();
  }

  /** How far the chain of a run that goes on is; undefined when it has none. */
  get chainPosition(): ChainPosition | undefined {
    this.#linked();
    return this.#chain?.position;
  }

  /** How far the run is, so that its events need not be kept in two places. */
  position(): LogPosition {
    const lines = linesOf(this.#linked().slice(this.#hashed));
    this.#hash.update(lines);
    this.#hashed = this.#events.length;
    this.#hashedBytes += lines.length;
    const sha256 = this.#hash.copy().digest('hex');
    return { events: this.#hashed, bytes: this.#hashedBytes, sha256 };
  }

  /** @throws DiskError when the file cannot be written: nothing has then happened */
  append(timeMs: number, body: KeptBody): RunEvent {
    const event = this.#stamp(this.#events.length + 1, timeMs, body);
    if (!this.#file) this.#events.push(event);
    else this.#appendLinked(this.#file, event);
    for (const watcher of this.#watchers) watcher.wake();
    return this.#events.at(-1)!;
  }

  #appendLinked(file: AppendFile, event: RunEvent): void {
    this.#linked();
    const linked = this.#chain?.next(event) ?? event;
    const line = JSON.stringify(linked);
    file.append(Buffer.from(`${line}\n`));
    this.#chain?.add(line);
    this.#events.push(linked);
  }

  /** The events in memory, all of them in the chain. */
  #linked(): readonly RunEvent[] {
    const chain = this.#chain;
    if (!chain) return this.#events;
    for (let index = chain.position.count; index < this.#events.length; index++) {
      const event = chain.next(this.#events[index]!);
      chain.add(JSON.stringify(event));
      this.#events[index] = event;
    }
    return this.#events;
  }

  /** Goes on in memory alone: the file cannot be written. */
  leaveFile(): void {
    this.#file?.close();
    this.#file = undefined;
  }

  /** Shows a member's progress to those who watch now; it is not kept. */
  show(timeMs: number, body: ProgressBody): void {
    const event = this.#stamp(0, timeMs, body);
    for (const watcher of this.#watchers) {
      watcher.progress.set(body.member, event);
      watcher.wake();
    }
  }

  /**
   * No event follows: watchers end when they have seen the last one.
   *
   * @param sealedBytes the size that the file had when the run was sealed, if it was
   * @throws DiskError when the file could not be made whole
   */
  end(sealedBytes?: number): void {
    this.#ended = true;
    for (const watcher of this.#watchers) watcher.wake();
    try {
      this.#file?.sync();
    } finally {
      this.leaveFile();
    }
    if (sealedBytes === undefined || sealedBytes !== this.#sizeOfFile()) this.#completeFile();
    this.forget();
  }

  /** No event follows, and there is no place for the file: watchers see the end from memory. */
  endWithoutFile(): void {
    this.#ended = true;
    this.leaveFile();
    for (const watcher of this.#watchers) watcher.wake();
  }

  /** Leaves the events of a run that has ended to its file, also when that is gone. */
  forget(): void {
    this.#isInFile = true;
    this.#events = [];
  }

  /** The run, which has ended, is deleted: those who watch it are told. */
  delete(): void {
    this.forget();
    this.#isDeleted = true;
    for (const watcher of this.#watchers) watcher.wake();
  }

  /** @throws ChorusError `not-found` when its events are neither in memory nor in a file */
  requireEvents(): void {
    if (this.#isDeleted) throw this.#wasDeleted();
    if (!this.#isInFile || existsSync(this.#path)) return;
    const message = `run ${this.#runId} has no events any more: ${this.#path} is gone`;
    throw new ChorusError('not-found', message);
  }

  /** It ends with the last event, unless its coordinator was killed just then or somebody altered it. */
  #completeFile(): void {
    const events = this.#linked();
    if (endsWith(this.#path, linesOf(events.slice(-1)))) return;
    writeFileAtomically(this.#path, linesOf(events));
  }

  /**
   * The events from a sequence number on; with `follow`, it waits for new ones until the run has
   * ended or the signal is aborted.
   *
   * @throws ChorusError `not-found` when they are gone, `corrupt` when their file was altered
   */
  async *watch(
    fromSequence: number,
    follow: boolean,
    signal: AbortSignal,
  ): AsyncGenerator<RunEvent> {
    this.requireEvents();
    let next = Math.max(fromSequence, 1);
    let awakened = Promise.withResolvers<void>();
    const watcher: Watcher = { progress: new Map(), wake: () => awakened.resolve() };
    signal.addEventListener('abort', watcher.wake);
    this.#watchers.add(watcher);
    try {
      while (!signal.aborted) {
        for (; next <= this.#events.length; next++) yield this.#linked()[next - 1]!;
        if (this.#isDeleted) throw this.#wasDeleted();
        if (this.#isInFile) return yield* this.#readFile(next);
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

  /** Bytes of the file of a run that has ended; undefined when its events are in memory, or nowhere. */
  get fileBytes(): number | undefined {
    if (!this.#isInFile) return undefined;
    this.#fileBytes ??= this.#sizeOfFile();
    return this.#fileBytes;
  }

  #sizeOfFile(): number | undefined {
    return statSync(this.#path, { throwIfNoEntry: false })?.size;
  }

  async *#readFile(fromSequence: number): AsyncGenerator<RunEvent> {
    const file = createReadStream(this.#path, 'utf8');
    let line = 0;
    try {
      for await (const text of createInterface({ input: file })) {
        line += 1;
        const event = parseEvent(text);
        if (event.sequence >= fromSequence) yield event;
      }
    } catch (error) {
      if (this.#isDeleted) throw this.#wasDeleted();
      const { message } = error as Error;
      throw new ChorusError(
        'corrupt',
        `the events of run ${this.#runId} cannot be read, ${this.#path}:${line}: ${message}; without ` +
          'that file the coordinator writes it anew when it is started again',
        { cause: error },
      );
    } finally {
      file.destroy();
    }
  }

  #wasDeleted(): ChorusError {
    return new ChorusError('not-found', `run ${this.#runId} was deleted`);
  }

  #stamp(sequence: number, timeMs: number, body: RunEventBody): RunEvent {
    return { sequence, timeMs, runId: this.#runId, ...body };
  }
}

function linesOf(events: readonly RunEvent[]): Buffer {
  return Buffer.from(events.map((event) => JSON.stringify(event) + '\n').join(''));
}
