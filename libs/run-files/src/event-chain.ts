/**
 * The chain of a run's events: each holds the SHA-256 of the line before it in events.jsonl, so that no
 * line can be changed, left out or put in without the next one telling.
 *
 * CHAIN-1: the digest of a line is that of its bytes as they stand in the file, without the end of the line.
 * CHAIN-2: it is a function of the events alone: made again from the journal it is the same.
 */
import { ChorusError, type RunEvent } from '@chorus/proto';
import { hash } from 'node:crypto';

/** What the first event has in place of the digest of a line before it. */
export const CHAIN_START = '0'.repeat(64);

/** The first events of a run, by the digest of the last one's line, which stands for all of them. */
export interface ChainPosition {
  /** How many they are. */
  readonly count: number;
  /** SHA-256 in hexadecimal. */
  readonly sha256: string;
}

/** A chain that grows by an event at a time. */
export class EventChain {
  #count = 0;
  #sha256 = CHAIN_START;

  get position(): ChainPosition {
    return { count: this.#count, sha256: this.#sha256 };
  }

  /** The event that would come next, with what makes it the next one: it replaces what was there. */
  next(event: RunEvent): RunEvent {
    const { sequence, timeMs, runId, previous: _, ...body } = event;
    return { sequence, timeMs, runId, previous: this.#sha256, ...body } as RunEvent;
  }

  /** Adds an event by its line, without the end of the line. */
  add(line: string): void {
    this.#count += 1;
    this.#sha256 = hash('sha256', line);
  }
}

/** An event, and its line in events.jsonl without the end of the line. */
export interface EventLine {
  readonly event: RunEvent;
  readonly line: string;
}

/**
 * Checks the chain of a run's events.
 *
 * @param path that of events.jsonl, for the message
 * @returns the SHA-256 of every event's line; undefined when an older version wrote the events: they have no chain
 * @throws ChorusError `corrupt`, naming the line
 */
export function checkChain(path: string, events: readonly EventLine[]): string[] | undefined {
  if (!events.some(({ event }) => event.previous !== undefined)) return undefined;
  const chain = new EventChain();
  return events.map(({ event, line }, index) => {
    if (event.previous !== chain.position.sha256) throw broken(path, index);
    chain.add(line);
    return chain.position.sha256;
  });
}

/** The digest that does not fit tells that the line before is another one, or that this one's `previous` is. */
function broken(path: string, index: number): ChorusError {
  const problem =
    index === 0
      ? `${path}:1: it is not the first event that the run had`
      : `${path}:${index}: it was altered, or lines around it were added or removed: the next one holds another digest`;
  return new ChorusError('corrupt', problem);
}
