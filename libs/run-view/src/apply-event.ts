import type { RunEvent } from '@chorus/proto';
import { kindOfEvent } from './run-events.ts';
import { newMemberView, type RunView } from './run-view.ts';

/**
 * The view after one more event. The first event of a run, `submitted`, makes the view; every other
 * one changes the view in place and returns it. One of a type that only a newer version knows changes
 * nothing.
 *
 * @throws RangeError when a run's first event is not `submitted`, or the member does not exist
 */
export function applyEvent(view: RunView | undefined, event: RunEvent): RunView {
  if (event.type === 'submitted') return newRunView(event);
  if (!view) throw new RangeError(`run ${event.runId} begins with '${event.type}'`);
  const isKnown = !('member' in event) || event.type === 'added' || view.members[event.member - 1];
  if (!isKnown) throw new RangeError(`run ${event.runId} has no member ${event.member}`);
  kindOfEvent(event)?.apply?.(view, event);
  return view;
}

function newRunView(event: Extract<RunEvent, { type: 'submitted' }>): RunView {
  const members = event.members.map((member, index) => newMemberView(index + 1, member));
  return {
    runId: event.runId,
    config: event.config,
    submittedMs: event.timeMs,
    members,
    status: 'running',
    reason: '',
  };
}
