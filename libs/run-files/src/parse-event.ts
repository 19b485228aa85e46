import type { RunEvent } from '@chorus/proto';
import { liftMembers, liftRunConfig } from '@chorus/run-config';
import { liftEnd } from '@chorus/run-view';

/**
 * An event as a line of events.jsonl holds it, also in one that an older version wrote.
 *
 * @throws SyntaxError when the line is no JSON
 */
export function parseEvent(line: string): RunEvent {
  const event = JSON.parse(line) as RunEvent;
  if (event.type === 'submitted') return liftSubmitted(event);
  if (event.type === 'finished') return liftEnd(event);
  return event.type === 'added' ? liftAdded(event) : event;
}

/** The first event had the seeds of the members alone. */
function liftSubmitted({
  memberSeeds,
  ...event
}: RunEvent & { type: 'submitted'; readonly memberSeeds?: number[] }): RunEvent {
  const config = liftRunConfig(event.config);
  return { ...event, config, ...(memberSeeds && { members: liftMembers(config, memberSeeds) }) };
}

/** Every member that was added was a backup once, and the event named the one that lagged. */
function liftAdded(event: RunEvent & { type: 'added'; readonly lagging?: number }): RunEvent {
  const { lagging, ...rest } = event;
  return lagging === undefined ? event : { ...rest, backupOf: lagging };
}
