/**
 * A run, followed live: its events, folded as they arrive.
 *
 * STREAM-1: every kept event is applied once and in order (C6): what comes twice is passed over,
 *   and after a gap the stream is opened again from where it was.
 * STREAM-2: listeners are told at most so often, however fast events come: drawing follows, it
 *   never lags.
 * STREAM-3: a page that nobody sees has no connection (a browser has six per coordinator) and goes
 *   on where it was when it is seen again.
 */
import type { RunEvent } from '@chorus/proto';
import { applyEvent, type RunView } from '@chorus/run-view';
import { askCoordinator } from './ask-coordinator.ts';
import { Chronicle } from './chronicle.ts';

/** `missing`: there is no such run; `ended`: it has ended, and nothing more comes. */
export type ConnectionState = 'connecting' | 'live' | 'lost' | 'ended' | 'missing';

const NOTIFY_INTERVAL_MS = 200;
const RETRY_MS = 2_000;

export class RunStream {
  readonly chronicle = new Chronicle();
  /** Undefined until the first event. */
  view: RunView | undefined;
  connection: ConnectionState = 'connecting';
  /** Grows with every change that listeners are told of. */
  revision = 0;
  /** The coordinator's clock less this machine's. */
  clockOffsetMs = 0;
  readonly #address: string;
  readonly #listener: () => void;
  /** How often each member's view was changed in place, by member number less 1. */
  readonly #changes: number[] = [];
  #next = 1;
  #source: EventSource | undefined;
  #retrying: number | undefined;
  #notifying: number | undefined;

  /** A run that has ended, as all its events tell: nothing more comes, and nothing is asked for. */
  static ended(events: readonly RunEvent[]): RunStream {
    const stream = new RunStream(events[0]!.runId, () => {});
    for (const event of events) stream.#apply(event);
    stream.connection = 'ended';
    return stream;
  }

  /** @param listener told that something has changed (STREAM-2) */
  constructor(runId: string, listener: () => void) {
    this.#address = `/api/runs/${encodeURIComponent(runId)}`;
    this.#listener = listener;
  }

  open(): void {
    document.addEventListener('visibilitychange', this.#visibilityChanged);
    if (!document.hidden) this.#connect();
  }

  close(): void {
    document.removeEventListener('visibilitychange', this.#visibilityChanged);
    this.#disconnect();
    clearTimeout(this.#notifying);
    this.#notifying = undefined;
  }

  /** Differs whenever the member's view does. */
  changesOf(member: number): number {
    return this.#changes[member - 1] ?? 0;
  }

  readonly #visibilityChanged = () => {
    if (this.connection === 'ended' || this.connection === 'missing') return;
    if (document.hidden) this.#disconnect();
    else this.#connect();
  };

  #connect(): void {
    this.#disconnect();
    const source = new EventSource(`${this.#address}/events?from=${this.#next}`);
    this.#source = source;
    source.onopen = () => this.#become('live');
    source.onmessage = ({ data }) => this.#take(JSON.parse(data as string) as RunEvent);
    source.onerror = () => {
      this.#become('lost');
      // It tries again by itself, unless it was answered by something that is no stream.
      if (source.readyState === EventSource.CLOSED) void this.#findOutWhy();
    };
  }

  #disconnect(): void {
    clearTimeout(this.#retrying);
    this.#source?.close();
    this.#source = undefined;
  }

  async #findOutWhy(): Promise<void> {
    const status = await askCoordinator(this.#address).then(
      (response) => response.status,
      () => undefined,
    );
    if (status === 404) this.#become('missing');
    else this.#retrying = window.setTimeout(() => this.#connect(), RETRY_MS);
  }

  #take(event: RunEvent): void {
    if (event.sequence === 0) {
      // What is shown and not kept is from now; it may also be of a run that this page has not seen.
      this.clockOffsetMs = event.timeMs - Date.now();
      if (this.view) this.#apply(event);
      return;
    }
    if (event.sequence < this.#next) return;
    if (event.sequence > this.#next) return this.#connect();
    this.#next += 1;
    this.#apply(event);
    if (event.type === 'finished') {
      this.#disconnect();
      this.#become('ended');
    }
  }

  #apply(event: RunEvent): void {
    this.view = applyEvent(this.view, event);
    this.chronicle.add(event, this.view);
    if ('member' in event) this.#changes[event.member - 1] = this.changesOf(event.member) + 1;
    if (event.type === 'finished') {
      for (const { member } of this.view.members) this.#changes[member - 1] = -1;
    }
    this.#notify();
  }

  #become(connection: ConnectionState): void {
    this.connection = connection;
    this.#notify();
  }

  #notify(): void {
    this.#notifying ??= window.setTimeout(() => {
      this.#notifying = undefined;
      this.revision += 1;
      this.#listener();
    }, NOTIFY_INTERVAL_MS);
  }
}
