import type { RunEvent } from '@chorus/proto';
import type { RunView } from '@chorus/run-view';
import type { Command } from '@chorus/scheduler';
import type { JournalRecord } from '../journal/record.ts';

/**
 * Who is told what happens, in order, when it is on disk: logs, metrics, traces. It decides nothing.
 */
export interface Observer {
  /** A run's event, which the view has applied, that the journal held when this process began. */
  replayed?(event: RunEvent, view: RunView): void;
  /** A run that had ended when this process began, whose events are not told again. */
  restored?(runId: string): void;
  /** A run's event that is new, which the view has applied. */
  happened?(event: RunEvent, view: RunView): void;
  /** Something that is new and may concern no run, and what the scheduler wants done about it. */
  recorded?(record: JournalRecord, commands: readonly Command[]): void;
}

/**
 * All of them as one. None harms the coordinator or the others (D1).
 *
 * @param warn told of one that throws
 */
export function allOf(
  observers: readonly Observer[],
  warn: (message: string) => void,
): Required<Observer> {
  const tell = (observe: (observer: Observer) => void) => {
    for (const observer of observers) {
      try {
        observe(observer);
      } catch (error) {
        warn(`something that happened was not logged, measured or traced: ${error}`);
      }
    }
  };
  return {
    replayed: (event, view) => tell((observer) => observer.replayed?.(event, view)),
    restored: (runId) => tell((observer) => observer.restored?.(runId)),
    happened: (event, view) => tell((observer) => observer.happened?.(event, view)),
    recorded: (record, commands) => tell((observer) => observer.recorded?.(record, commands)),
  };
}
