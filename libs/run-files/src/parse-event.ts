import type { RunEvent } from '@chorus/proto';
import { liftEnd } from '@chorus/run-view';

/**
 * An event as a line of events.jsonl holds it, also in one that an older version wrote.
 *
 * @throws SyntaxError when the line is no JSON
 */
export function parseEvent(line: string): RunEvent {
  const event = JSON.parse(line) as RunEvent;
  return event.type === 'finished' ? liftEnd(event) : event;
}
