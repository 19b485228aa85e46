import type { RunEvent } from '@chorus/proto';
import {
  describeEnsemble,
  formatAccuracy,
  formatCount,
  formatSeconds,
  worthOf,
} from '@chorus/run-view';

export type Level = 'debug' | 'info' | 'warn' | 'error';

/** One line of what happened. */
export interface Entry {
  readonly sequence: number;
  readonly timeMs: number;
  /** 0 for what concerns the run as a whole. */
  readonly member: number;
  readonly level: Level;
  readonly text: string;
}

export type Loss = Extract<RunEvent, { type: 'lost' }>;

/** What happened in a run, in lines, and the attempts that ended without a result. */
export class Chronicle {
  readonly entries: Entry[] = [];
  readonly losses: Loss[] = [];

  add(event: RunEvent): void {
    const line = lineOf(event);
    if (line) {
      const { sequence, timeMs } = event;
      this.entries.push({
        sequence,
        timeMs,
        member: 'member' in event ? event.member : 0,
        ...line,
      });
    }
    if (event.type === 'lost' && event.kind !== 'cancelled') this.losses.push(event);
  }
}

/** What becomes of the member, in words. */
export function afterLoss({ retried, retryAfterMs }: Loss): string {
  if (!retried) return 'given up';
  return retryAfterMs > 0
    ? `tried again after ${formatSeconds(retryAfterMs)}`
    : 'tried again at once';
}

/** @returns undefined for what the rest of the page shows better */
function lineOf(event: RunEvent): Pick<Entry, 'level' | 'text'> | undefined {
  switch (event.type) {
    case 'log':
      return { level: levelOf(event.line.level), text: event.line.message };
    case 'notice':
      return { level: levelOf(event.level), text: event.message };
    case 'submitted':
      return {
        level: 'info',
        text: `submitted: ${formatCount(event.memberSeeds.length, 'member')}`,
      };
    case 'added':
      return { level: 'info', text: `added as a backup: member ${event.lagging} lags` };
    case 'assigned': {
      const { attempt, worker, resumedEpoch } = event;
      const from = resumedEpoch > 0 ? `, continued after epoch ${resumedEpoch}` : '';
      return { level: 'info', text: `attempt ${attempt} goes to ${worker}${from}` };
    }
    case 'done': {
      const { set, accuracy } = worthOf(event);
      return { level: 'info', text: `done: ${set} accuracy ${formatAccuracy(accuracy)}` };
    }
    case 'validated':
      return { level: 'info', text: describeEnsemble(event) };
    case 'stopped':
      return { level: 'info', text: `ends early with ${formatCount(event.membersDone, 'member')}` };
    case 'lost': {
      const { attempt, reason, kind } = event;
      const end = `attempt ${attempt} ended: ${reason}; ${afterLoss(event)}`;
      return {
        level: kind === 'cancelled' ? 'info' : 'warn',
        text: attempt === 0 ? `cancelled: ${reason}` : end,
      };
    }
    case 'finished':
      return {
        level: event.status === 'failed' ? 'error' : 'info',
        text: event.reason === '' ? event.status : `${event.status}: ${event.reason}`,
      };
    default:
      return undefined;
  }
}

function levelOf(level: string): Level {
  return level === 'debug' || level === 'warn' || level === 'error' ? level : 'info';
}
