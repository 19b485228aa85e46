import type { RunEvent } from '@chorus/proto';
import type { Report } from '@chorus/run-view';

/**
 * The report with which a run has ended.
 *
 * @param events of the run, from the first to the last one
 * @param output what everybody has printed, for the message
 * @throws Error when it did not succeed
 */
export function reportOf(events: readonly RunEvent[], output: () => string): Report {
  const last = events.at(-1);
  if (last?.type === 'finished' && last.status === 'succeeded') {
    return JSON.parse(last.reportJson) as Report;
  }
  throw new Error(`the run did not succeed: ${JSON.stringify(last)}\n${output()}`);
}
