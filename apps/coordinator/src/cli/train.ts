import { checkAddress, DEFAULT_ADDRESS, hostOf } from '@chorus/proto';
import {
  asksForGpu,
  chorusHome,
  gpusToTrainOn,
  listGpus,
  readCapacity,
  examineHome,
  examineOpenFiles,
  examineTemporaryFolder,
  requireEnvironment,
  type Finding,
} from '@chorus/tools/machine';
import { toKebabCase } from '@chorus/tools/nx-flags';
import { inspectTensorFlow, setUpTensorFlow } from '@chorus/tools/setup-tensorflow';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ANY_DATASET, checkConfig } from '../run-config/check-config.ts';
import { printConfig } from '../run-config/print-config.ts';
import {
  resolveConfig,
  type FlagTexts,
  type ResolvedConfig,
} from '../run-config/resolve-config.ts';
import { toRunConfig } from '../run-config/to-run-config.ts';
import { formatAccuracy, formatCount, type RunView } from '@chorus/run-view';
import { startCoordinator, type Coordinator } from '../server/start-coordinator.ts';
import { startTracing } from '../tracing/start-tracing.ts';
import { ask, coordinatorAnswers } from './ask.ts';
import { checkHttp, preparePage, prepareReports } from './build-page.ts';
import { pageUrl, whereToOpen } from './dialable.ts';
import { EXIT_STATUS } from './exit-status.ts';
import { fetchRunFiles } from './fetch-run-files.ts';
import { Interruption } from './interruption.ts';
import { planLocalWorkers } from './local-plan.ts';
import { LocalWorkers } from './local-workers.ts';
import { obtainDataset, type ObtainedDataset } from './obtain-dataset.ts';
import { checkOutFolder } from './out-folder.ts';
import { createReporter, type Reporter } from './reporter.ts';
import { inFolder, onCoordinator, showResult, showRun } from './show-run.ts';
import { submitRun } from './submit-run.ts';

/** What `chorus train` was told, beside the configuration. */
export interface TrainFlags {
  readonly fields: FlagTexts;
  readonly config?: string | undefined;
  /** HOST:PORT */
  readonly coordinator?: string | undefined;
  readonly out: string;
  readonly json?: boolean;
  readonly allowCpu?: boolean;
  readonly printConfig?: boolean;
  /** HOST:PORT of the live page; true: the default one; undefined: none. */
  readonly http?: string | true | undefined;
}

/** CPU threads per member where Chorus does not know the machine that will train it. */
const SUBMITTED_THREADS = 1;

/** A run that is trained here ends with its command: it waits for room on disk so that it need not. */
const ROOM_WAIT_MS = 10 * 60_000;

/** Everything that a run needs, checked. */
interface Job {
  readonly config: ResolvedConfig;
  /** The dataset, which is being read or downloaded; it fits the configuration. */
  readonly obtained: Promise<ObtainedDataset>;
  readonly home: string;
  readonly out: string;
  /** HOST:PORT; undefined: no page is wanted. */
  readonly http: string | undefined;
  /** Whether a GPU that is found and cannot be used is no reason to stop. */
  readonly allowCpu: boolean;
  readonly reporter: Reporter;
  readonly interruption: Interruption;
}

/** Trains an ensemble. @returns the exit status */
export async function train(flags: TrainFlags): Promise<number> {
  const config = resolveConfig(flags.fields, flags.config, process.env);
  checkConfig(config, ANY_DATASET);
  if (flags.coordinator !== undefined) checkAddress('--coordinator', flags.coordinator);
  const http = checkHttp(flags.http);
  if (flags.printConfig) {
    process.stdout.write(describeFlags(flags, http) + printConfig(config.settings));
    return EXIT_STATUS.succeeded;
  }
  checkOutFolder('--out', flags.out);
  const address = await findCoordinator(flags.coordinator);
  const reporter = createReporter(flags.json ?? false, process.env);
  const interruption = new Interruption();
  try {
    requireEnvironment(environmentFor(address), (text) => reporter.warn(text));
    const home = chorusHome(process.env);
    const obtained = obtainChecked(config, home, reporter, interruption.signal);
    obtained.catch(() => {}); // Whoever needs it finds out.
    const { out, allowCpu = false } = flags;
    const job = { config, obtained, home, out, http, allowCpu, reporter, interruption };
    const exitStatus = await (address ? trainElsewhere(address, job) : trainHere(job));
    return interruption.signal.aborted ? interruption.exitStatus : exitStatus;
  } catch (error) {
    if (interruption.signal.aborted) return interruption.exitStatus;
    throw error;
  } finally {
    reporter.close();
  }
}

async function obtainChecked(
  config: ResolvedConfig,
  home: string,
  reporter: Reporter,
  signal: AbortSignal,
): Promise<ObtainedDataset> {
  const obtained = await obtainDataset(config.settings, home, reporter, signal);
  checkConfig(config, sizeOf(obtained));
  return obtained;
}

/** What a run needs here: trained elsewhere, only the room for its dataset. */
function environmentFor(address: string | undefined): Finding[] {
  const home = examineHome(process.env);
  return address ? [home] : [home, examineTemporaryFolder(process.env), examineOpenFiles()];
}

/** @returns undefined when none was named and none listens on the default address */
async function findCoordinator(named: string | undefined): Promise<string | undefined> {
  if (named === undefined) {
    return (await coordinatorAnswers(DEFAULT_ADDRESS)) ? DEFAULT_ADDRESS : undefined;
  }
  await ask(named, (client, options, callback) => client.listRuns({}, options, callback));
  return named;
}

async function trainElsewhere(address: string, job: Job): Promise<number> {
  const { config, http, reporter, interruption } = job;
  const { dataset, path } = await job.obtained;
  const { workers, threads = SUBMITTED_THREADS } = config.settings;
  if (workers !== undefined) {
    reporter.warn(`${config.place('workers')} is not used: the coordinator ${address} has its own`);
  }
  if (http !== undefined) {
    reporter.warn(`--http is not used: the page is that of 'chorus serve --http' at ${address}`);
  }
  if (job.allowCpu) {
    reporter.warn(`--allow-cpu is not used: it is for the workers of ${address} to say`);
  }
  reporter.note(`submitting to the coordinator at ${address}`);
  const runConfig = toRunConfig(config, dataset, threads);
  const note = (text: string) => reporter.note(text);
  const { signal } = interruption;
  const { runId, httpAddress } = await submitRun(address, runConfig, path, note, signal).catch(
    (error) => {
      const list = `'npx chorus runs --coordinator ${address}'`;
      if (signal.aborted)
        note(`interrupted before the coordinator answered: ${list} tells what it has`);
      throw error;
    },
  );
  if (httpAddress) {
    const url = pageUrl(httpAddress, runId, hostOf(address));
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
    `run ${runId} goes on; to see it: npx chorus watch ${where}; to stop it: npx chorus cancel ${where}`,
  );
  return interruption.exitStatus;
}

/** Brings the files of a run that has succeeded, and shows it. @returns the exit status */
async function bringResult(
  address: string,
  view: RunView,
  { out, reporter, interruption }: Job,
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

async function noteMissingWorkers(address: string, reporter: Reporter): Promise<void> {
  const { workers } = await ask<{ workers: unknown[] }>(address, (client, options, callback) =>
    client.listWorkers({}, options, callback),
  );
  if (workers.length > 0) return;
  reporter.note(
    `waiting for a worker: start one with 'npx chorus-worker serve --coordinator ${address}'`,
  );
}

/** In this process: a coordinator that nobody else sees, and workers as its children. */
async function trainHere(job: Job): Promise<number> {
  const { config, home, out, http, reporter, interruption } = job;
  const { members, snapshots, backend } = config.settings;
  if (backend !== 'wasm') await prepareTensorFlow(job);
  const listed = backend === 'wasm' ? [] : await listGpus();
  const without = listed?.length === 0;
  const visible = process.env['CUDA_VISIBLE_DEVICES'];
  if (without && backend !== 'wasm' && asksForGpu(visible)) {
    reporter.warn(`CUDA_VISIBLE_DEVICES='${visible}' shows no GPU: trains on the CPU`);
  }
  const plan = planLocalWorkers({
    members: snapshots ? 1 : members,
    ...readCapacity(),
    gpus: without ? 0 : gpusToTrainOn(listed).length,
    workers: config.settings.workers,
    threads: config.settings.threads,
  });
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
    const ofEach = { slots, threads, backend, allowCpu: without || job.allowCpu };
    // Before the run is there: they load TensorFlow while the dataset is read.
    workers = new LocalWorkers({ address, count, ...ofEach, warn, signal });
    const { dataset, path } = await job.obtained;
    coordinator.knowDataset(dataset);
    const runConfig = toRunConfig(config, dataset, threads);
    const { runId } = await submitRun(address, runConfig, path, note, signal);
    if (httpAddress) note(`watch it in a browser: ${pageUrl(httpAddress, runId)}`);
    const members = formatCount(count * slots, 'member');
    note(`training here: ${members} at once, ${formatCount(threads, 'thread')} each`);
    return await seeThrough(coordinator, runId, workers, job);
  } finally {
    await workers?.stop();
    await coordinator?.stop();
    await tracing?.stop();
  }
}

async function seeThrough(
  { address, failed }: Coordinator,
  runId: string,
  workers: LocalWorkers,
  { out, reporter, interruption }: Job,
): Promise<number> {
  const giveUp = new AbortController();
  let failure: string | undefined;
  const end = (reason: string) => {
    failure ??= reason;
    giveUp.abort();
  };
  void workers.exhausted.then((reason) => end(`${reason}; 'npx chorus doctor' tells more`));
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
    await ask(address, (client, options, callback) =>
      client.cancelRun({ runId }, options, callback),
    );
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

async function prepareTensorFlow({ obtained, reporter, interruption }: Job): Promise<void> {
  if (inspectTensorFlow().kind !== 'ready') {
    // A mistake in what was asked for is told before anything large is fetched.
    await obtained;
    reporter.note('TensorFlow is set up first, once');
  }
  await setUpTensorFlow({ signal: interruption.signal });
}

function sizeOf({ dataset: { train, test, shape } }: ObtainedDataset) {
  const { height, width } = shape;
  return { trainSamples: train.labels.length, testSamples: test.labels.length, height, width };
}

/** What is no part of the configuration, as comments. */
function describeFlags(flags: TrainFlags, http: string | undefined): string {
  const { config, coordinator, out, json = false, allowCpu = false } = flags;
  const shown = { config, coordinator, out, json, http, allowCpu } satisfies Record<
    Exclude<keyof TrainFlags, 'fields' | 'printConfig'>,
    unknown
  >;
  const lines = Object.entries(shown).map(
    ([name, value]) => `# ${toKebabCase(`--${name}`)}: ${value ?? 'not given'}\n`,
  );
  return lines.join('');
}
