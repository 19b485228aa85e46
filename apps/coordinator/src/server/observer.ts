import type { RunEvent } from '@chorus/proto';
import type { Command } from '../core/events.ts';
import type { JournalRecord } from '../journal/record.ts';
import type { RunView } from '../run/run-view.ts';

/**
 * Who is told what happens, in order, when it is on disk: logs, metrics, traces. It decides nothing, and
 * must not throw.
 */
export interface Observer {
  /** A run's event, which the view has applied, that the journal held when this process began. */
  replayed?(event: RunEvent, view: RunView): void;
  /** The same of an event that is new. */
  happened?(event: RunEvent, view: RunView): void;
  /** Something that is new and may concern no run, and what the scheduler wants done about it. */
  recorded?(record: JournalRecord, commands: readonly Command[]): void;
}

/** All of them as one, told in this order. */
export function allOf(observers: readonly Observer[]): Required<Observer> {
  return {
    replayed: (event, view) => observers.forEach((observer) => observer.replayed?.(event, view)),
    happened: (event, view) => observers.forEach((observer) => observer.happened?.(event, view)),
    recorded: (record, commands) =>
      observers.forEach((observer) => observer.recorded?.(record, commands)),
  };
}
