import { datasetFilePath, weightsFilePath } from '@chorus/data';
import { forkDependent } from '@chorus/command-line';
import { ChorusError } from '@chorus/proto';
import type { FinishedRun } from '@chorus/run-files';
import { hash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What a member that was trained again comes to, compared with what it brought. */
export interface Retrained {
  readonly member: number;
  /** Whether its predictions of the test samples are the same to the bit. */
  readonly samePredictions: boolean;
  /** Whether its weights are, too; undefined in a run of an older version, which kept no digest. */
  readonly sameWeights: boolean | undefined;
  /** What it was trained with now, as in `tensorflow on cpu`. */
  readonly device: string;
}

/** What a trainer process tells of its task, as far as it matters here. */
type Told =
  | { readonly type: 'started'; readonly backend: string; readonly device: string }
  | {
      readonly type: 'finished';
      readonly result: {
        readonly predictions: Uint8Array;
        readonly model?: { readonly weights: Uint8Array };
      };
    }
  | { readonly type: 'failed'; readonly problem: { readonly message: string } }
  | { readonly type: 'other' };

/**
 * Trains a member of a run again, in a process of its own, from what the run says of it.
 *
 * @param home the cache folder, which must have the run's dataset
 * @param signal ends it
 * @param program that of the trainer. Default: the real one
 * @throws ChorusError `invalid` when there is no such member, `not-found` when the dataset, weights or the checkpoint from
 *   which it begins is not here, `unavailable` when it cannot be trained; the signal's reason
 */
export async function retrainMember(
  run: FinishedRun,
  member: number,
  home: string,
  signal: AbortSignal,
  program = fileURLToPath(import.meta.resolve('@chorus/worker/trainer')),
): Promise<Retrained> {
  run.requireMember(member);
  const task = taskOf(run, member, home);
  const child = forkDependent(program);
  const kill = () => child.kill('SIGKILL');
  signal.addEventListener('abort', kill);
  let device = '';
  let finished: Extract<Told, { type: 'finished' }> | undefined;
  let problem = 'its process died';
  child.on('message', (told: Told) => {
    if (told.type === 'started') device = `${told.backend} on ${told.device}`;
    if (told.type === 'failed') problem = told.problem.message;
    if (told.type !== 'finished') return;
    finished = told;
    kill();
  });
  child.stderr!.resume();
  child.send({ type: 'train', task });
  await once(child, 'close');
  signal.removeEventListener('abort', kill);
  signal.throwIfAborted();
  if (!finished) {
    throw new ChorusError('unavailable', `member ${member} cannot be trained again: ${problem}`);
  }
  const { predictions, model } = finished.result;
  const reported = run.report.members.find((own) => own.member === member)!;
  const { weightsSha256 } = run.digestsOf(member);
  return {
    ...{ member, device },
    samePredictions: hash('sha256', predictions) === reported.predictionsSha256,
    sameWeights:
      weightsSha256 === undefined ? undefined : hash('sha256', model!.weights) === weightsSha256,
  };
}

function taskOf(run: FinishedRun, member: number, home: string) {
  const { specification } = run.members.find((own) => own.member === member)!;
  const { dataset, network, execution, predictionsSha256 } = specification;
  if (predictionsSha256 !== undefined) {
    const problem = `member ${member} of run ${run.runId} has only predictions`;
    throw new ChorusError('refused', `${problem}: there is nothing to train again`);
  }
  const { weightsSha256 } = network;
  const weightsPath =
    weightsSha256 === undefined ? undefined : weightsFilePath(home, weightsSha256);
  if (weightsPath !== undefined) {
    requireHere(weightsPath, 'the weights that its training begins with');
  }
  const datasetPath = datasetFilePath(home, dataset.sha256);
  requireHere(datasetPath, `the dataset ${dataset.name}`, "'chorus dataset' makes its file");
  return {
    ...{ specification, datasetPath, weightsPath, predictionsPath: undefined },
    ...{ threads: execution.threads, backend: execution.backend, allowCpu: true },
    ...{ checkpointEvery: 0, checkpointAtEnd: false },
    ...{ datasetMemoryBytes: Infinity, machineMemoryBytes: Infinity },
    resumeFrom: checkpointOf(run, member),
  };
}

/** The checkpoint from which a member begins that continues another one. */
function checkpointOf(run: FinishedRun, member: number): Buffer | undefined {
  const { continues } = run.resolved(member);
  if (!continues) return undefined;
  const epoch = run.config.training.epochs;
  const name = `member-${continues.member}.epoch-${epoch}.checkpoint`;
  const path = join(run.folder.path, 'checkpoints', name);
  const what = `member ${member} continues member ${continues.member}, whose last checkpoint`;
  requireHere(path, what, 'train with --keep-checkpoints to have it');
  return readFileSync(path);
}

function requireHere(path: string, what: string, remedy = 'copy it there'): void {
  if (existsSync(path)) return;
  throw new ChorusError('not-found', `${what} is not at ${path}: ${remedy}`);
}
