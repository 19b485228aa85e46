import { applyEvent, type Report, type RunView } from '@chorus/run-view';
import { describeEnd } from './event-line.ts';
import { followRun, type FollowOptions } from './follow-run.ts';
import type { Reporter } from './reporter.ts';
import { renderSummary } from './summary.ts';

/** Shows a run until it ends. @returns the run as it was last seen, undefined if it was never seen */
export async function showRun(
  options: Omit<FollowOptions, 'follow' | 'onConnectionLost'>,
  reporter: Reporter,
): Promise<RunView | undefined> {
  let view: RunView | undefined;
  const onConnectionLost = (reason: string) =>
    reporter.warn(`the connection to ${options.address} is lost (${reason}); trying again`);
  for await (const event of followRun({ ...options, follow: true, onConnectionLost })) {
    view = applyEvent(view, event);
    reporter.event(event, view);
  }
  reporter.close();
  return view;
}

/** Shows how a run that does not go on has ended. @param filesNote where its files are */
export function showResult(
  view: RunView,
  reporter: Reporter,
  filesNote = `Files: in the folder ${view.runId} of the coordinator's runs`,
): void {
  if (view.status === 'succeeded') {
    const report = JSON.parse(view.reportJson) as Report;
    reporter.summary(renderSummary(report, filesNote), view.reportJson);
  } else {
    reporter.warn(describeEnd(view)!);
  }
}
