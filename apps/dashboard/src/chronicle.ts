import type { RunEvent } from '@chorus/proto';
import { type RunLogLine, pageLineOf, type RunView } from '@chorus/run-view';

export type Level = RunLogLine['level'];

/** One line of what happened. */
export interface Entry {
  readonly sequence: number;
  readonly timeMs: number;
  /** The member's number; 0 for what concerns the run as a whole. */
  readonly member: number;
  readonly level: Level;
  readonly text: string;
}

export type Loss = Extract<RunEvent, { type: 'lost' }>;

/** What happened in a run, in lines, and the attempts that ended without a result. */
export class Chronicle {
  readonly entries: Entry[] = [];
  readonly losses: Loss[] = [];

  /** @param view the run's view, with the event applied */
  add(event: RunEvent, view: RunView): void {
    const { sequence, timeMs } = event;
    const line = pageLineOf(event, view);
    const member = 'member' in event ? event.member : 0;
    if (line) this.entries.push({ sequence, timeMs, member, ...line });
    if (event.type === 'lost' && event.kind !== 'cancelled') this.losses.push(event);
  }
}
