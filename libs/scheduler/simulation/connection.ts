import type { Random } from './random.ts';
import type { Timeline } from './timeline.ts';

/** The end that reads. */
export interface Reader<Message> {
  receive(message: Message): void;
  /** Nothing more comes. */
  closed(): void;
}

const LONGEST_DELAY_MS = 150;

/** One direction of a connection: what is sent arrives in order, later, or never. */
export class Pipe<Message> {
  /** Until then nothing arrives. */
  holeUntilMs = 0;
  reader: Reader<Message> | undefined;
  readonly #timeline: Timeline;
  readonly #random: Random;
  #queue: { readonly message: Message | undefined; readonly atMs: number }[] = [];
  #lastAtMs = 0;
  #pumping = false;
  #ended = false;

  constructor(timeline: Timeline, random: Random) {
    this.#timeline = timeline;
    this.#random = random;
  }

  send(message: Message): void {
    if (!this.#ended) this.#push(message, this.#random.between(1, LONGEST_DELAY_MS));
  }

  /** The other end learns of it after what was sent before. */
  close(): void {
    if (this.#ended) return;
    this.#push(undefined, this.#random.between(1, LONGEST_DELAY_MS));
    this.#ended = true;
  }

  /** What is on its way is lost; the other end learns of it later. */
  cut(noticedAfterMs: number): void {
    this.#queue = [];
    this.#lastAtMs = this.#timeline.nowMs;
    this.#ended = false;
    this.#push(undefined, noticedAfterMs);
    this.#ended = true;
  }

  /** The reader is no longer there. */
  drop(): void {
    this.#queue = [];
    this.#ended = true;
    this.reader = undefined;
  }

  #push(message: Message | undefined, delayMs: number): void {
    this.#lastAtMs = Math.max(this.#lastAtMs, this.#timeline.nowMs + delayMs);
    this.#queue.push({ message, atMs: this.#lastAtMs });
    if (!this.#pumping) this.#pumpLater();
  }

  /** Only one is under way at a time: so nothing overtakes, however the hole moves. */
  #pumpLater(): void {
    const [first] = this.#queue;
    if (!first) return;
    const readyMs = Math.max(first.atMs, this.holeUntilMs);
    if (readyMs === Infinity) return;
    this.#pumping = true;
    this.#timeline.at(readyMs, () => this.#pump());
  }

  #pump(): void {
    this.#pumping = false;
    const [first] = this.#queue;
    if (first && Math.max(first.atMs, this.holeUntilMs) <= this.#timeline.nowMs) {
      this.#queue.shift();
      if (first.message === undefined) this.reader?.closed();
      else this.reader?.receive(first.message);
    }
    this.#pumpLater();
  }
}

/** Between one worker's process and one coordinator's. */
export class Connection<Up, Down> {
  readonly up: Pipe<Up>;
  readonly down: Pipe<Down>;

  constructor(timeline: Timeline, random: Random) {
    this.up = new Pipe<Up>(timeline, random);
    this.down = new Pipe<Down>(timeline, random);
  }

  /** Everything in flight is lost. */
  cut(workerNoticesAfterMs: number, coordinatorNoticesAfterMs: number): void {
    this.down.cut(workerNoticesAfterMs);
    this.up.cut(coordinatorNoticesAfterMs);
  }

  /** Nothing arrives before then; with `Infinity`, ever. Neither end is told. */
  openHole(untilMs: number): void {
    this.up.holeUntilMs = Math.max(this.up.holeUntilMs, untilMs);
    this.down.holeUntilMs = Math.max(this.down.holeUntilMs, untilMs);
  }

  isHole(nowMs: number): boolean {
    return this.down.holeUntilMs > nowMs;
  }
}
