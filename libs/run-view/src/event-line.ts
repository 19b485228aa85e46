import type { RunEvent } from '@chorus/proto';
import { nameMember } from './group-words.ts';
import { describeOutcome, kindOfEvent } from './run-events.ts';
import type { RunView } from './run-view.ts';

/** A line of the terminal, and how loud it is. */
export interface EventLine {
  readonly level: 'note' | 'warning';
  readonly text: string;
}

/**
 * One event in one line, as it is shown where there is no board; undefined for what is not worth a
 * line.
 *
 * @param view the run's view, with the event applied
 */
export function describeEvent(event: RunEvent, view: RunView): EventLine | undefined {
  const kind = kindOfEvent(event);
  const level = kind?.level?.(event) ?? 'info';
  if (!kind || kind.terminal === 'never' || level === 'debug') return undefined;
  const subject = kind.subject?.(event, view) ?? memberIn(event, view);
  const words = `${kind.aside?.(event) ?? ''}${kind.words(event, view)}`;
  return {
    level: level === 'info' ? 'note' : 'warning',
    text: subject === '' ? words : `${subject} ${words}`,
  };
}

/** The member that an event is about, if it is about one. */
function memberIn(event: RunEvent, { config, members }: RunView): string {
  if (!('member' in event)) return '';
  return nameMember(config, members[event.member - 1] ?? event);
}

/** The event's line if a board does not show it: a lost attempt, an early end, a worker's words. */
export function describeTrouble(event: RunEvent, view: RunView): EventLine | undefined {
  return kindOfEvent(event)?.terminal === 'always' ? describeEvent(event, view) : undefined;
}

/** How a run has ended, in one line; undefined while it goes on. */
export function describeEnd(view: RunView): string | undefined {
  return view.status === 'running' ? undefined : `run ${view.runId} ${describeOutcome(view)}`;
}
