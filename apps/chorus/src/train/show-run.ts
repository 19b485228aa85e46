import { fetchReport, followRun, type FollowOptions } from '@chorus/client';
import { RunFolder } from '@chorus/run-files';
import { applyEvent, type Report, type RunView, describeEnd } from '@chorus/run-view';
import { basename, dirname } from 'node:path';
import type { Reporter } from '../terminal/reporter.ts';
import { renderSummary } from '../terminal/summary.ts';

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

/** Where the files of a run that has succeeded are. */
export interface ResultPlace {
  /** The place of the files, in words. */
  readonly files: string;
  readReport(): Report | Promise<Report>;
}

/** A result in a folder on this machine. */
export function inFolder(path: string): ResultPlace {
  const folder = new RunFolder(dirname(path), basename(path));
  return { files: path, readReport: () => folder.readReport() };
}

/** A result in the folder of the run's coordinator. @param address HOST:PORT */
export function onCoordinator(address: string, runId: string): ResultPlace {
  const files = `in the folder ${runId} of the coordinator's runs`;
  return { files, readReport: () => fetchReport(address, runId) };
}

/**
 * Shows how a run that does not go on has ended.
 *
 * @throws ChorusError when it has succeeded and its report cannot be read
 */
export async function showResult(
  view: RunView,
  reporter: Reporter,
  { files, readReport }: ResultPlace,
): Promise<void> {
  if (view.status === 'succeeded' && view.config.predicts) {
    reporter.note(`run ${view.runId} has predicted: it has no result of its own. Files: ${files}`);
  } else if (view.status === 'succeeded') {
    const report = await readReport();
    reporter.summary(renderSummary(report, `Files: ${files}`), report);
  } else {
    reporter.warn(describeEnd(view)!);
  }
}
