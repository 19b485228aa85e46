import type { RunEvent } from '@chorus/proto';
import { LOG_LEVELS, type LogContext, type LogLevel } from '@chorus/telemetry/log-line';
import type { RunView } from './run-view.ts';
import { wordsOf } from './event-line.ts';

/** A line of a run's log, as the coordinator writes it and `chorus logs` shows it. */
export interface LogLine {
  readonly level: LogLevel;
  readonly context: LogContext;
  readonly message: string;
}

/**
 * An event as a line of the run's log: every event is one.
 *
 * @param view of the run, with the event applied
 */
export function logLineOf(event: RunEvent, view: RunView): LogLine {
  return { level: levelOf(event), context: contextOf(event, view), message: wordsOf(event, view) };
}

function contextOf(event: RunEvent, view: RunView): LogContext {
  const run = event.runId;
  if (!('member' in event)) return { run };
  const { member } = event;
  if (!('attempt' in event)) return { run, member };
  const { worker } = view.members[member - 1]!;
  return { run, member, attempt: event.attempt, worker };
}

function levelOf(event: RunEvent): LogLevel {
  switch (event.type) {
    case 'log':
    case 'notice': {
      const { level } = event.type === 'log' ? event.line : event;
      return LOG_LEVELS.find((known) => known === level) ?? 'info';
    }
    case 'lost':
      if (event.kind === 'cancelled') return 'info';
      return event.retried ? 'warn' : 'error';
    case 'finished':
      return event.status === 'failed' ? 'error' : 'info';
    case 'checkpoint':
    case 'progress':
      return 'debug';
    default:
      return 'info';
  }
}
