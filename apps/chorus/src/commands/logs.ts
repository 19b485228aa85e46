import { ask, followRun } from '@chorus/client';
import { Interruption } from '@chorus/command-line';
import { ChorusError, type RunConfig, type RunEvent } from '@chorus/proto';
import { applyEvent, type RunView, logLineOf, type RunLogLine } from '@chorus/run-view';
import { subjectOf } from '@chorus/telemetry';
import { coordinatorAddress } from '../coordinator-address.ts';
import { EXIT_STATUS } from '../exit-status.ts';
import { parseCount } from '../parse-count.ts';
import { parseSince } from '../parse-since.ts';
import { printJson, printLines } from '../terminal/print-lines.ts';
import { styleFor } from '../terminal/style.ts';

/** What `chorus logs` was told. */
export interface LogsFlags {
  /** HOST:PORT */
  readonly coordinator?: string;
  /** A member's number, as text. */
  readonly member?: string;
  readonly follow?: boolean;
  /** The time of the oldest line that is printed, as {@link parseSince} reads it. */
  readonly since?: string;
  readonly json?: boolean;
}

/**
 * Prints a run's log, the newest run's when `runId` is empty: all of its events (C6), one line each.
 *
 * @returns the exit status
 */
export async function logs(runId: string, flags: LogsFlags): Promise<number> {
  const { follow = false, json = false } = flags;
  const address = coordinatorAddress(flags.coordinator);
  const member = flags.member === undefined ? undefined : parseCount('--member', flags.member);
  const sinceMs = flags.since === undefined ? 0 : parseSince(flags.since, Date.now());
  // Asked first, so that a coordinator that is not there is an error and not waited for.
  await ask(address, 'ListRuns', {});
  const interruption = new Interruption();
  const { signal } = interruption;
  const onConnectionLost = (reason: string) =>
    printLines([`the connection to ${address} is lost (${reason}); trying again`], process.stderr);
  let view: RunView | undefined;
  for await (const event of followRun({ address, runId, follow, signal, onConnectionLost })) {
    view = applyEvent(view, event);
    if (event.type === 'submitted') requireMember(member, event.config);
    if (event.type === 'progress' || event.timeMs < sinceMs) continue;
    const line = logLineOf(event, view);
    if (member !== undefined && member !== line.context.member) continue;
    if (json) printJson(jsonOf(event, line));
    else printLines([textOf(event, line)]);
  }
  return signal.aborted ? interruption.exitStatus : EXIT_STATUS.succeeded;
}

function jsonOf({ sequence, timeMs, type }: RunEvent, { level, context, message }: RunLogLine) {
  const time = new Date(timeMs).toISOString();
  return { level, time, ...context, sequence, event: type, msg: message };
}

/** `2026-11-24T12:18:44.668Z warn  member 1 attempt 1 worker gpu-box: lost attempt 1: …` */
function textOf({ timeMs }: RunEvent, { level, context, message }: RunLogLine): string {
  const style = styleFor(process.stdout, process.env);
  const time = new Date(timeMs).toISOString();
  const text = `${level.padEnd(5)} ${subjectOf({ ...context, run: undefined })}${message}`;
  const colour = { debug: 'dim', info: undefined, warn: 'yellow', error: 'red' } as const;
  const format = colour[level];
  return `${time} ${format ? style(format, text) : text}`;
}

/** Refuses a member that the run cannot have; with backups there may be more than were asked for. */
function requireMember(member: number | undefined, { members, faults }: RunConfig): void {
  if (member === undefined || member <= members.count || faults.backups) return;
  throw new ChorusError(
    'invalid',
    `--member ${member}: the run has the members 1 to ${members.count}`,
  );
}
