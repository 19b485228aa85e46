import type { RunResult } from '@chorus/proto';
import type { Report } from './report.ts';

/** The figures of a report that the run's last event carries; the report itself is a file. */
export function resultOf({ ensemble, members }: Report): RunResult {
  return {
    accuracy: ensemble.accuracy,
    members: members.map(({ member, testLoss, testAccuracy }) => ({
      member,
      testLoss,
      testAccuracy,
    })),
  };
}

/**
 * How a run ended, as this version says it. Before protocol version 3 events and journals held the whole
 * report, as JSON, in place of its figures; nobody writes that any more.
 *
 * @param end an event `finished` or the outcome in a journal, of this version or an older one
 */
export function liftEnd<End extends object>(end: End & { readonly reportJson?: string }): End {
  const { reportJson, ...rest } = end;
  if (reportJson === undefined) return end;
  const lifted = reportJson !== '' && { result: resultOf(JSON.parse(reportJson) as Report) };
  return { ...rest, ...lifted } as unknown as End;
}
