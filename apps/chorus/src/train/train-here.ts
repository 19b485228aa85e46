import { ask, submitRun } from '@chorus/client';
import { COMMANDS } from '@chorus/command-line/commands';
import { startCoordinator, type Coordinator, startTracing } from '@chorus/coordinator';
import { asksForGpu, gpusToTrainOn, listGpus, readCapacity } from '@chorus/machine';
import { BACKENDS, PREFERRED_BACKEND } from '@chorus/backend-names';
import { mostAtOnce, resolveMembers } from '@chorus/run-config';
import { formatCount, type RunView } from '@chorus/run-view';
import { inspectTensorFlow, setUpTensorFlow } from '@chorus/tensorflow';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { preparePage, prepareReports } from '../build-page.ts';
import { pageUrl } from '../dialable.ts';
import { EXIT_STATUS } from '../exit-status.ts';
import { planLocalWorkers, type LocalPlan } from './local-plan.ts';
import { LocalWorkers } from './local-workers.ts';
import { inFolder, showResult, showRun } from './show-run.ts';
import type { TrainingJob } from './training-job.ts';

/** A run that is trained here ends with its command: it waits for room on disk so that it need not. */
const ROOM_WAIT_MS = 10 * 60_000;

/**
 * Trains in this process: a coordinator that nobody else sees, and workers as its children.
 *
 * @returns the exit status
 */
export async function trainHere(job: TrainingJob): Promise<number> {
  const { config, home, out, http, reporter, interruption } = job;
  const { backend } = config.document.execution;
  const { plan, withoutGpu } = await planOnThisMachine(job);
  const note = (text: string) => reporter.note(text);
  const warn = (text: string) => reporter.warn(text);
  const { signal } = interruption;
  // Where the dataset is not what was asked for, that is all that is told.
  const noteBuild = (text: string) => void job.obtained.then(() => note(text)).catch(() => {});
  const page = await preparePage(http, noteBuild, signal);
  const reports = await prepareReports(out, noteBuild, warn, signal);
  const tracing = await startTracing(process.env, warn);
  const observers = [...reports, ...(tracing ? [tracing.observer] : [])];
  let coordinator: Coordinator | undefined;
  let workers: LocalWorkers | undefined;
  try {
    coordinator = await startCoordinator({
      ...{ listen: '127.0.0.1:0', runsDir: out, home, roomWaitMs: ROOM_WAIT_MS },
      ...{ observers, warn, http: page },
    });
    const { address, httpAddress } = coordinator;
    const { processes: count, slots, threads } = plan;
    const ofEach = { slots, threads, backend, allowCpu: withoutGpu || job.allowCpu };
    // Before the run is there: they load TensorFlow while the dataset is read.
    workers = new LocalWorkers({ address, count, ...ofEach, warn, signal });
    const { sha256, path, dataset, given, settle } = await job.obtained;
    coordinator.knowDataset(sha256, dataset);
    const files = { dataset: path, given };
    const { runId } = await submitRun(address, settle(threads), files, note, signal);
    if (httpAddress) note(`watch it in a browser: ${pageUrl(httpAddress, { runId })}`);
    const members = formatCount(count * slots, 'member');
    note(`training here: ${members} at once, ${formatCount(threads, 'thread')} each`);
    return await seeThrough(coordinator, runId, workers, job);
  } finally {
    await workers?.stop();
    await coordinator?.stop();
    await tracing?.stop();
  }
}

/** Sets TensorFlow up where it is needed, and shares this machine's cores and GPUs among the members. */
async function planOnThisMachine(
  job: TrainingJob,
): Promise<{ plan: LocalPlan; withoutGpu: boolean }> {
  const { config, reporter } = job;
  const { backend, workers, threads } = config.document.execution;
  const { needsSetUp, usesGpu } = BACKENDS[backend ?? PREFERRED_BACKEND];
  if (needsSetUp) await prepareTensorFlow(job);
  const listed = usesGpu ? await listGpus() : [];
  const withoutGpu = listed?.length === 0;
  const visible = process.env['CUDA_VISIBLE_DEVICES'];
  if (withoutGpu && usesGpu && asksForGpu(visible)) {
    reporter.warn(`CUDA_VISIBLE_DEVICES='${visible}' shows no GPU: trains on the CPU`);
  }
  const plan = planLocalWorkers({
    members: mostAtOnce(resolveMembers(config.document)),
    ...readCapacity(),
    gpus: withoutGpu ? 0 : gpusToTrainOn(listed).length,
    workers,
    threads,
  });
  return { plan, withoutGpu };
}

async function seeThrough(
  { address, failed }: Coordinator,
  runId: string,
  workers: LocalWorkers,
  { out, reporter, interruption }: TrainingJob,
): Promise<number> {
  const giveUp = new AbortController();
  let failure: string | undefined;
  const end = (reason: string) => {
    failure ??= reason;
    giveUp.abort();
  };
  void workers.exhausted.then((reason) => end(`${reason}; '${COMMANDS.chorus} doctor' tells more`));
  void failed.then(({ message }) => end(message));
  const signal = AbortSignal.any([interruption.signal, giveUp.signal]);
  const view = await showRun({ address, runId, signal }, reporter);
  const folder = join(out, runId);
  if (view && view.status !== 'running') {
    await showResult(view, reporter, inFolder(folder));
    return view.status === 'succeeded' ? EXIT_STATUS.succeeded : EXIT_STATUS.failed;
  }
  const ended = await endRun(address, runId);
  if (failure !== undefined) {
    reporter.warn(`run ${runId} failed: ${failure}`);
    return EXIT_STATUS.failed;
  }
  reporter.note(ended ? describeKept(view, folder) : `interrupted: ${folder} is incomplete`);
  return interruption.exitStatus;
}

/** An end is what report.html waits for. @returns whether there is one: not while the disk is full */
async function endRun(address: string, runId: string): Promise<boolean> {
  try {
    await ask(address, 'CancelRun', { runId });
    return true;
  } catch {
    return false;
  }
}

function describeKept(view: RunView | undefined, folder: string): string {
  const done = view?.members.filter(({ phase }) => phase === 'done').length ?? 0;
  const members = formatCount(done, 'finished member');
  const page = existsSync(join(folder, 'report.html'))
    ? 'every event and report.html'
    : 'every event';
  return `interrupted: ${folder} keeps ${members}, ${page}, but no report.json`;
}

async function prepareTensorFlow({ obtained, reporter, interruption }: TrainingJob): Promise<void> {
  const { kind } = inspectTensorFlow();
  // A mistake in what was asked for is told before anything large is fetched.
  if (kind !== 'ready') await obtained;
  if (kind === 'absent' || kind === 'failed') reporter.note('TensorFlow is set up first, once');
  await setUpTensorFlow({ signal: interruption.signal });
}
