import type { EventLine, FinishedRun } from '@chorus/run-files';
import { resultOf } from '@chorus/run-view';
import { countNumbers, firstDifference } from './first-difference.ts';
import type { Findings } from './findings.ts';
import { rebuildReport } from './rebuild-report.ts';
import { refuse } from './refuse-difference.ts';

/**
 * Computes every figure of the report again from events, labels and predictions.
 *
 * @throws ChorusError `corrupt`, naming the first figure that differs
 */
export function checkReport(
  run: FinishedRun,
  events: readonly EventLine[],
  findings: Findings,
): void {
  const { report, folder, view } = run;
  const absent: string[] = [];
  const again = rebuildReport(run, events);
  const expected: unknown = JSON.parse(JSON.stringify(again));
  refuse(folder.reportPath, firstDifference(expected, report, absent));
  refuse(folder.eventsPath, firstDifference(resultOf(again), view.result, absent), 'finished.');
  const tookSeconds = (view.finishedMs! - view.submittedMs) / 1000;
  if (!(report.wallSeconds >= 0 && report.wallSeconds <= tookSeconds)) {
    const difference = { path: 'wallSeconds', expected: tookSeconds, found: report.wallSeconds };
    refuse(folder.reportPath, difference);
  }
  const { members } = report;
  const text = `${countNumbers(report)} figures of ${members.length} members and their ensemble, made again from events, labels and predictions: the same`;
  findings.whole('report', text);
  if (absent.length === 0) return;
  findings.unknown('report', `an older version did not give: ${absent.join(', ')}`);
}
