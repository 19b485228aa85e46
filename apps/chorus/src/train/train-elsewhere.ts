import { credentialsAt, fetchRunFiles, submitRun } from '@chorus/client';
import { COMMANDS } from '@chorus/command-line/commands';
import { hostOf } from '@chorus/proto';
import { formatAccuracy, type RunView } from '@chorus/run-view';
import { pageUrl, whereToOpen } from '../dialable.ts';
import { EXIT_STATUS } from '../exit-status.ts';
import { noteMissingWorkers } from './note-missing-workers.ts';
import { inFolder, onCoordinator, showResult, showRun } from './show-run.ts';
import type { TrainingJob } from './training-job.ts';

/** CPU threads per member where Chorus does not know the machine that will train it. */
const SUBMITTED_THREADS = 1;

/**
 * Submits the run to a coordinator, shows it, and brings its files.
 *
 * @param address HOST:PORT
 * @returns the exit status
 */
export async function trainElsewhere(address: string, job: TrainingJob): Promise<number> {
  const { config, http, reporter, interruption } = job;
  const { path, given, settle } = await job.obtained;
  const { workers, threads = SUBMITTED_THREADS } = config.document.execution;
  if (workers !== undefined) {
    reporter.warn(
      `${config.place('execution.workers')} is not used: the coordinator ${address} has its own`,
    );
  }
  if (http !== undefined) {
    reporter.warn(`--http is not used: the page is that of 'chorus serve --http' at ${address}`);
  }
  if (job.allowCpu) {
    reporter.warn(`--allow-cpu is not used: it is for the workers of ${address} to say`);
  }
  reporter.note(`submitting to the coordinator at ${address}`);
  const note = (text: string) => reporter.note(text);
  const { signal } = interruption;
  const files = { dataset: path, given };
  const { runId, httpAddress } = await submitRun(
    address,
    settle(threads),
    files,
    note,
    signal,
  ).catch((error) => {
    const list = `'${COMMANDS.chorus} runs --coordinator ${address}'`;
    if (signal.aborted) {
      note(`interrupted before the coordinator answered: ${list} tells what it has`);
    }
    throw error;
  });
  if (httpAddress) {
    const secure = (await credentialsAt(address)) !== undefined;
    const url = pageUrl(httpAddress, { runId, host: hostOf(address), secure });
    note(`watch it in a browser${whereToOpen(httpAddress, address)}: ${url}`);
  }
  await noteMissingWorkers(address, reporter);
  const view = await showRun({ address, runId, signal }, reporter);
  if (view?.status === 'succeeded') return await bringResult(address, view, job);
  if (view && view.status !== 'running') {
    await showResult(view, reporter, onCoordinator(address, runId));
    return EXIT_STATUS.failed;
  }
  const where = `${runId} --coordinator ${address}`;
  reporter.note(
    `run ${runId} goes on; to see it: ${COMMANDS.chorus} watch ${where}; to stop it: ${COMMANDS.chorus} cancel ${where}`,
  );
  return interruption.exitStatus;
}

/** Brings the files of a run that has succeeded, and shows it. @returns the exit status */
async function bringResult(
  address: string,
  view: RunView,
  { out, reporter, interruption }: TrainingJob,
): Promise<number> {
  const { signal } = interruption;
  try {
    const folder = await fetchRunFiles(address, view.runId, out, { signal });
    await showResult(view, reporter, inFolder(folder));
    return EXIT_STATUS.succeeded;
  } catch (error) {
    if (!signal.aborted) throw error;
    const { files } = onCoordinator(address, view.runId);
    const accuracy = formatAccuracy(view.result!.accuracy);
    reporter.note(`interrupted: the ensemble's accuracy is ${accuracy}, its files are ${files}`);
    return interruption.exitStatus;
  }
}
