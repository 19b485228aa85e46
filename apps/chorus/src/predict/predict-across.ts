import { ask, fetchRunFiles, followRun, submitRun } from '@chorus/client';
import { COMMANDS } from '@chorus/command-line/commands';
import {
  keepInput,
  type KeptInput,
  type PredictionItem,
  type PredictionSource,
} from '@chorus/data/own-data';
import { combinePredictions, type PredictedPiece } from '@chorus/prediction';
import { ChorusError, type RunConfig } from '@chorus/proto';
import { resolveMember, testRows } from '@chorus/run-config';
import { RunFolder, type FinishedRun } from '@chorus/run-files';
import {
  applyEvent,
  describeEnd,
  describeEvent,
  formatCount,
  type RunView,
} from '@chorus/run-view';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { KeptWeights } from '../network/keep-weights.ts';
import { memberWeightsKeeper } from '../network/member-weights.ts';
import type { Reporter } from '../terminal/reporter.ts';
import { noteMissingWorkers } from '../train/note-missing-workers.ts';
import { showWork } from '../train/show-work.ts';
import { inputOutline, predictingConfig } from './predicting-run.ts';

/** Where and for how long is predicted. */
export interface AcrossOptions {
  /** HOST:PORT of the coordinator. */
  readonly address: string;
  /** The cache folder, in which what is sent lies meanwhile. */
  readonly home: string;
  readonly reporter: Reporter;
  /** Aborted: the run is cancelled. */
  readonly signal: AbortSignal;
}

/** The run that predicts has failed, or somebody has cancelled it: nothing that was asked is wrong. */
export class PredictingFailed extends Error {
  override readonly name = 'PredictingFailed';
}

/**
 * Predicts all items of a source with a run's members on the workers of a coordinator, as a run of its own whose test
 * samples they are. What comes of it has the bits that this machine's own processes give.
 *
 * @throws DatasetError as reading the source does; {@link PredictingFailed}; ChorusError for what the coordinator refuses; the
 *   signal's reason
 */
export async function* predictAcross(
  run: FinishedRun,
  source: PredictionSource,
  options: AcrossOptions,
): AsyncGenerator<PredictedPiece> {
  run.requireModels();
  // Asked first, so that nothing is read in vain.
  await ask(options.address, 'ListRuns', {}, { signal: options.signal });
  await mkdir(options.home, { recursive: true });
  const folder = await mkdtemp(join(options.home, 'predict-'));
  try {
    const input = await readInput(run, source, folder, options);
    if (input.dataset) yield* predictKept(run, input, input.dataset, folder, options);
    else yield combined(run, [], await Array.fromAsync(input.readItems()));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function readInput(
  run: FinishedRun,
  source: PredictionSource,
  folder: string,
  { reporter, signal }: AcrossOptions,
): Promise<KeptInput> {
  const work = showWork('reading what is to be predicted', reporter);
  const onRead = (done: number) => work.onProgress({ done, total: source.items ?? done });
  try {
    return await keepInput(source, inputOutline(run), folder, { signal, onRead });
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    work.stop();
  }
}

async function* predictKept(
  run: FinishedRun,
  input: KeptInput,
  { path, known }: NonNullable<KeptInput['dataset']>,
  folder: string,
  options: AcrossOptions,
): AsyncGenerator<PredictedPiece> {
  const { address, reporter, signal } = options;
  const keep = memberWeightsKeeper(folder);
  const weights: KeptWeights[] = [];
  for (const member of run.members) weights.push(await keep(member));
  const config = predictingConfig(run, known, weights);
  const files = {
    dataset: path,
    given: new Map(weights.map((each) => [each.sha256, each.path])),
  };
  const samples = formatCount(known.testSamples, 'sample');
  reporter.note(`predicting ${samples} on the workers of ${address}`);
  const note = (text: string) => reporter.note(text);
  const { runId } = await submitRun(address, config, files, note, signal).catch((error) => {
    if (!signal.aborted) throw error;
    const list = `'${COMMANDS.chorus} runs --coordinator ${address}'`;
    note(`interrupted before the coordinator answered: ${list} tells what it has`);
    throw error;
  });
  const view = await runToEnd(runId, options);
  await fetchRunFiles(address, runId, folder, { paths: ['predictions/'], signal });
  yield* gather(run, config, view, new RunFolder(folder, runId), input);
}

/** Follows a run that predicts to its success. @throws PredictingFailed when it does not succeed */
async function runToEnd(
  runId: string,
  { address, reporter, signal }: AcrossOptions,
): Promise<RunView> {
  reporter.note(`run ${runId} predicts; Ctrl-C cancels it`);
  await noteMissingWorkers(address, reporter);
  const work = showWork('predicting', reporter);
  const onConnectionLost = (reason: string) =>
    reporter.warn(`the connection to ${address} is lost (${reason}); trying again`);
  let view: RunView | undefined;
  try {
    for await (const event of followRun({
      address,
      runId,
      follow: true,
      signal,
      onConnectionLost,
    })) {
      view = applyEvent(view, event);
      const line = describeEvent(event, view);
      if (line?.level === 'warning') reporter.warn(line.text);
      const done = view.members.filter(({ phase }) => phase === 'done').length;
      work.onProgress({ done, total: view.members.length });
    }
  } finally {
    work.stop();
  }
  if (signal.aborted) await cancel(runId, address, reporter);
  signal.throwIfAborted();
  if (view?.status === 'succeeded') return view;
  throw new PredictingFailed(view ? describeEnd(view)! : `run ${runId} was not seen`);
}

async function cancel(runId: string, address: string, reporter: Reporter): Promise<void> {
  try {
    await ask(address, 'CancelRun', { runId });
    reporter.note(`run ${runId} is cancelled`);
  } catch (error) {
    const { message } = ChorusError.from(error);
    const remedy = `'${COMMANDS.chorus} cancel ${runId} --coordinator ${address}' tries again`;
    reporter.warn(`run ${runId} could not be cancelled: ${message}; ${remedy}`);
  }
}

/** The items in their order with what all members predict of them, part by part. */
async function* gather(
  run: FinishedRun,
  config: RunConfig,
  { members }: RunView,
  folder: RunFolder,
  input: KeptInput,
): AsyncGenerator<PredictedPiece> {
  const { testLimit, classes } = config.dataset;
  const parts = config.members.count / run.members.length;
  const items = input.readItems()[Symbol.asyncIterator]();
  for (let part = 0; part < parts; part++) {
    const { first, end } = testRows(testLimit, resolveMember(config, part + 1));
    const predictions = run.members.map((_, place) => {
      const { member, predictionsSha256 } = members[place * parts + part]!;
      return folder.readPredictions(member, [end - first, classes.length], predictionsSha256!);
    });
    const own = await takeItems(items, part === parts - 1 ? Infinity : end - first);
    yield combined(run, predictions, own);
  }
}

/** The next items, up to the one with the last of so many samples. */
async function takeItems(
  items: AsyncIterator<PredictionItem>,
  samples: number,
): Promise<PredictionItem[]> {
  const taken: PredictionItem[] = [];
  for (let found = 0; found < samples;) {
    const next = await items.next();
    if (next.done) break;
    taken.push(next.value);
    if (next.value.problem === undefined) found += 1;
  }
  return taken;
}

function combined(
  run: FinishedRun,
  members: readonly Float32Array[],
  items: readonly PredictionItem[],
): PredictedPiece {
  const classes = run.config.dataset.classes.length;
  const samples = (members[0]?.length ?? 0) / classes;
  return { items, ...combinePredictions(run.combination, members, [samples, classes]) };
}
