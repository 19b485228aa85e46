import { COMMANDS } from '@chorus/command-line/commands';
import { ChorusError, epochsOf, type WorkerSummary } from '@chorus/proto';
import { compareRuns } from '@chorus/run-view';
import { open } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { comparableRun, requireComparable } from '../compare/comparable-run.ts';
import type { Run } from '../run/run.ts';
import { BoundedComparisons } from './bounded-comparisons.ts';
import type { Asked, Watched } from './route.ts';

/** The run that a path names. @throws ChorusError `not-found`, and `unavailable` while its events cannot be read */
export function runOf({ watched, parts: [runId = ''] }: Asked): Run {
  const run = watched.run(runId);
  if (!run.hasBegun) throw new ChorusError('not-found', `run ${runId} is being submitted`);
  run.log.requireEvents();
  return run;
}

/** All runs, and how the programs are called here, for pages that say what to run. */
export function runs({ runs }: Watched) {
  return { runs: runs.map((run) => run.summary()), commands: COMMANDS };
}

/** A JSON file as it is: it may be large, and nobody here needs to know what is in it. */
export async function sendFile(
  path: string,
  missing: string,
  response: ServerResponse,
): Promise<void> {
  // Not left to the stream: when the browser has left already, nothing is piped and nobody closes it.
  await using file = await open(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    throw new ChorusError('not-found', missing);
  });
  const { size } = await file.stat();
  response.writeHead(200, {
    'Content-Type': 'application/json',
    'Content-Length': size,
    'Cache-Control': 'no-store',
  });
  // A browser that leaves ends it.
  await pipeline(file.createReadStream(), response).catch(() => {});
}

/** The picture of a test sample that a path names, a PNG. @throws ChorusError `not-found` */
export function sampleOf(asked: Asked): Buffer {
  const [, index = ''] = asked.parts;
  const { runId, folder } = runOf(asked);
  if (/^\d+$/.test(index)) return folder.readSample(Number(index));
  throw new ChorusError('not-found', `run ${runId} has no sample '${index}'`);
}

/** Runs whose names are separated by commas. */
export async function compare(asked: Asked) {
  const names = asked.parts[0]!.split(',');
  requireComparable(names);
  const runs = names.map((name) => runOf({ ...asked, parts: [name] }));
  for (const run of runs) run.requireFiles();
  return COMPARISONS.take(async () =>
    compareRuns(await Promise.all(runs.map(({ folder, view }) => comparableRun(folder, view)))),
  );
}

/** Of all pages of this process, which has one processor for them. */
const COMPARISONS = new BoundedComparisons();

/** Workers, and of each attempt that they hold how far it is. */
export function workers(watched: Watched) {
  const describeAttempt = ({ runId, member, attempt }: WorkerSummary['attempts'][number]) => {
    const run = watched.run(runId);
    const view = run.member(member);
    const { phase, epochs, resumedEpoch = 0 } = view;
    const own = epochs.filter(({ epoch }) => epoch > resumedEpoch);
    return {
      ...{ runId, member, attempt, phase },
      epochsDone: epochs.length,
      epochs: epochsOf(run.config, view),
      epochSeconds: own.map(({ seconds }) => seconds),
    };
  };
  return {
    workers: watched
      .workers()
      .map((worker) => ({ ...worker, attempts: worker.attempts.map(describeAttempt) })),
    commands: COMMANDS,
  };
}
