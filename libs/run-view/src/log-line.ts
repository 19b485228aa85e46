import type { RunEvent } from '@chorus/proto';
import type { LogContext, LogLevel } from '@chorus/telemetry/log-line';
import { kindOfEvent } from './run-events.ts';
import type { RunView } from './run-view.ts';

/** A line of a run's log, as the coordinator writes it and `chorus logs` shows it. */
export interface RunLogLine {
  readonly level: LogLevel;
  readonly context: LogContext;
  readonly message: string;
}

/**
 * An event as a line of the run's log. Every event that this version knows is one.
 *
 * @param view the run's view, with the event applied
 */
export function logLineOf(event: RunEvent, view: RunView): RunLogLine {
  const kind = kindOfEvent(event);
  return {
    level: kind?.level?.(event) ?? 'info',
    context: contextOf(event, view),
    message: kind?.words(event, view) ?? event.type,
  };
}

/** An event as a line of the page's log; undefined for what the rest of the page shows better. */
export function pageLineOf(
  event: RunEvent,
  view: RunView,
): { readonly level: LogLevel; readonly text: string } | undefined {
  const kind = kindOfEvent(event);
  if (!kind?.page) return undefined;
  const { level, message } = logLineOf(event, view);
  return { level, text: `${kind.aside?.(event) ?? ''}${message}` };
}

function contextOf(event: RunEvent, view: RunView): LogContext {
  const run = event.runId;
  if (!('member' in event)) return { run };
  const { member } = event;
  if (!('attempt' in event)) return { run, member };
  const { worker } = view.members[member - 1]!;
  return { run, member, attempt: event.attempt, worker };
}
