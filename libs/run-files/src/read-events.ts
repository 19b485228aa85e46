import { ChorusError, type RunEvent } from '@chorus/proto';
import { readFileSync } from 'node:fs';
import type { EventLine } from './event-chain.ts';
import { parseEvent } from './parse-event.ts';

/**
 * Reads a run's events.jsonl, with the lines that they stand in.
 *
 * @throws as {@link readEvents} does
 */
export function readEventLines(path: string): EventLine[] {
  const events: EventLine[] = [];
  readEvents(path, (event, line) => events.push({ event, line }));
  return events;
}

/**
 * Reads a run's events.jsonl.
 *
 * @param take gets each event; what it throws says that the event cannot be
 * @throws ChorusError `corrupt`, naming the line; Error of the file system
 */
export function readEvents(path: string, take: (event: RunEvent, line: string) => void): void {
  // What a coordinator is just writing has no end yet.
  const lines = readFileSync(path, 'utf8').split('\n').slice(0, -1);
  for (const [index, line] of lines.entries()) {
    try {
      take(parseEvent(line), line);
    } catch (error) {
      const { message } = error as Error;
      throw new ChorusError('corrupt', `${path}:${index + 1}: ${message}`, { cause: error });
    }
  }
  if (lines.length === 0) throw new ChorusError('corrupt', `${path} holds no event`);
}
