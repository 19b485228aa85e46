import type { RunEvent } from '@chorus/proto';
import type { Report } from '@chorus/run-view';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The report with which a run has ended.
 *
 * @param events of the run, from the first to the last one
 * @param folder that the run has left
 * @param output what everybody has printed, for the message
 * @throws Error when it did not succeed
 */
export function reportOf(
  events: readonly RunEvent[],
  folder: string,
  output: () => string,
): Report {
  const last = events.at(-1);
  if (last?.type === 'finished' && last.status === 'succeeded') {
    return JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8')) as Report;
  }
  throw new Error(`the run did not succeed: ${JSON.stringify(last)}\n${output()}`);
}
