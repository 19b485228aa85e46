/** Runs as they are compared: by what happened in them, and by the files that they left. */
import { SUM, type Combination } from '@chorus/ensemble';
import { ChorusError } from '@chorus/proto';
import { RunFolder } from '@chorus/run-files';
import { MOST_COMPARED, RUN_ENDS, type ComparableRun, type RunView } from '@chorus/run-view';
import { existsSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { compute } from '../arithmetic/compute.ts';
import { readView } from '../run/read-view.ts';

/** @throws ChorusError `invalid` unless these are 2 to 6 different runs */
export function requireComparable(runs: readonly string[]): void {
  const twice = runs.find((run, index) => runs.indexOf(run) < index);
  const problem =
    (runs.length < 2 && 'one run alone cannot be compared') ||
    (runs.length > MOST_COMPARED && `at most ${MOST_COMPARED} runs are compared`) ||
    (twice !== undefined && `run ${twice} is named twice`) ||
    (runs.includes('') && 'the name of a run is empty');
  if (problem) {
    throw new ChorusError('invalid', `${problem}: name two or more, 'chorus runs' lists them`);
  }
}

/**
 * A run as its folder tells; that of a run which goes on tells how far it was.
 *
 * @throws ChorusError `not-found` when it is no run's folder, `corrupt` when it cannot be read
 */
export async function readComparableRun(path: string): Promise<ComparableRun> {
  const absolute = resolve(path);
  const folder = new RunFolder(dirname(absolute), basename(absolute));
  if (!existsSync(folder.eventsPath)) {
    throw new ChorusError('not-found', `${path} is no run's folder: it has no events.jsonl`);
  }
  return comparableRun(folder, readView(folder.eventsPath));
}

/** @throws ChorusError `corrupt` when run.json cannot be read */
export async function comparableRun(folder: RunFolder, view: RunView): Promise<ComparableRun> {
  return {
    view,
    versions: folder.description.readVersions(),
    correct: await correctImages(folder, view),
  };
}

/** What has been computed: a result does not change, and 200 members are 80 MB to read. */
const known = new WeakMap<RunFolder, Uint8Array>();

/** [testSamples]: 1 where the ensemble is right; or why that is not known. */
async function correctImages(folder: RunFolder, view: RunView): Promise<Uint8Array | string> {
  const { runId, status, config } = view;
  if (config.predicts) return `run ${runId} has no result: it only predicts`;
  if (status === 'running') return `run ${runId} has no result yet`;
  if (status !== 'succeeded') return `run ${runId} has no result: it ${RUN_ENDS[status]}`;
  try {
    const correct = known.get(folder) ?? (await findCorrectImages(folder, view));
    known.set(folder, correct);
    return correct;
  } catch (error) {
    return ChorusError.from(error).message;
  }
}

/** How the run combined its members; folders of before, and those without a report, are of sums. */
function combinationOf(folder: RunFolder): Combination {
  if (!existsSync(folder.reportPath)) return SUM;
  return folder.readReport().ensemble.combination ?? SUM;
}

/** @param view of a run that has succeeded */
function findCorrectImages(folder: RunFolder, { config, members, result }: RunView) {
  const { testLimit, classes } = config.dataset;
  return compute('findCorrect', {
    combination: combinationOf(folder),
    folder: folder.path,
    members: result!.members.map(({ member }) => ({
      member,
      predictionsSha256: members[member - 1]!.predictionsSha256!,
    })),
    labels: folder.readLabels(testLimit, classes.length),
    classes: classes.length,
  });
}
