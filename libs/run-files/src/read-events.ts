import { ChorusError, type RunEvent } from '@chorus/proto';
import { readFileSync } from 'node:fs';
import { parseEvent } from './parse-event.ts';

/**
 * Reads a run's events.jsonl.
 *
 * @param take gets each event; what it throws says that the event cannot be
 * @throws ChorusError `corrupt`, naming the line; Error of the file system
 */
export function readEvents(path: string, take: (event: RunEvent) => void): void {
  // What a coordinator is just writing has no end yet.
  const lines = readFileSync(path, 'utf8').split('\n').slice(0, -1);
  for (const [index, line] of lines.entries()) {
    try {
      take(parseEvent(line));
    } catch (error) {
      const { message } = error as Error;
      throw new ChorusError('corrupt', `${path}:${index + 1}: ${message}`, { cause: error });
    }
  }
  if (lines.length === 0) throw new ChorusError('corrupt', `${path} holds no event`);
}
