/**
 * One attempt at one member, from its assignment to its end. It knows nothing of connections: what
 * it reports is kept until the coordinator has it, and what it sends waits for the coordinator.
 */
import { FileUse } from '@chorus/data';
import type { ChosenEpoch, Compilation, EpochResult } from '@chorus/model';
import { ChorusError, type Assignment } from '@chorus/proto';
import type { AttemptContext } from './attempt-context.ts';
import { CheckpointUploads } from './checkpoint-uploads.ts';
import { AttemptError, classifyTrainerEnd, DatasetDamage } from './classify-failure.ts';
import { decodeAssignment, type DecodedAssignment } from './decode-assignment.ts';
import { prepareTask, repairDataset } from './prepare-task.ts';
import type { ReportBody } from './report-buffer.ts';
import type { TrainerEnd } from './trainer-process.ts';
import type {
  TrainerMessage,
  TrainerProblem,
  TrainerResult,
  TrainerTask,
} from './trainer/messages.ts';
import { uploadArtifact, type Artifact } from './upload-artifact.ts';

/**
 * Trains one member, from its dataset to its acknowledged files. Never rejects.
 *
 * @returns the attempt's last report: `result`, `failure` or `handedBack`; undefined when the
 *   attempt is over and nobody wants one
 */
export async function runAttempt(
  message: Assignment,
  context: AttemptContext,
): Promise<ReportBody | undefined> {
  try {
    return await toItsEnd(decodeAssignment(message), context);
  } catch (error) {
    if (context.signal.aborted) return undefined;
    const { code, message } = ChorusError.from(error);
    if (code === 'refused') {
      context.log('warn', `ends: ${message}`);
      return undefined;
    }
    context.log('error', message);
    const kind = error instanceof AttemptError ? error.kind : 'trainer-crashed';
    return { failure: { kind, message } };
  }
}

async function toItsEnd(
  assignment: DecodedAssignment,
  context: AttemptContext,
): Promise<ReportBody> {
  const { signal, handBack } = context;
  const wanted = AbortSignal.any([signal, handBack]);
  // What is trained on stays in the caches until then.
  await using use = new FileUse();
  const task = await unlessHandedBack(() => prepareTask(assignment, context, use, wanted));
  if (!task) return { handedBack: {} };
  try {
    return await train(assignment, task, context);
  } catch (error) {
    if (!(error instanceof DatasetDamage)) throw error;
    const { message } = error;
    const path = await unlessHandedBack(() =>
      repairDataset(assignment, message, context, use, wanted),
    );
    // Damaged again, it is the disk, or the coordinator's copy: the attempt fails.
    return path === undefined ? { handedBack: {} } : await train(assignment, task, context);
  }

  async function unlessHandedBack<Result>(
    prepare: () => Promise<Result>,
  ): Promise<Result | undefined> {
    try {
      const result = await prepare();
      return handBack.aborted ? undefined : result;
    } catch (error) {
      if (!handBack.aborted) throw error;
      return undefined;
    }
  }
}

async function train(
  assignment: DecodedAssignment,
  task: TrainerTask,
  context: AttemptContext,
): Promise<ReportBody> {
  let result: TrainerResult | undefined;
  let problem: TrainerProblem | undefined;
  let handedBack = false;
  const uploads = new CheckpointUploads(async ({ epoch, bytes }) => {
    const sha256 = await upload(assignment, 'ARTIFACT_KIND_CHECKPOINT', bytes, context);
    context.report({ checkpoint: { epoch, sha256 } });
  });
  const end = await context.train(task, {
    onMessage,
    // Nobody would get what is trained after an upload has failed for good.
    signal: AbortSignal.any([context.signal, uploads.failed]),
    handBack: context.handBack,
    stallTimeoutMs: assignment.faults.stallTimeout * 1000,
  });
  // A checkpoint spares the next attempt its epochs.
  await uploads.settled();
  if (result) return uploadResult(assignment, result, context);
  if (handedBack || wasInterrupted(end, context)) return { handedBack: {} };
  throw classifyTrainerEnd(end, problem);

  function onMessage(message: TrainerMessage): void {
    if (message.type === 'finished') {
      result = message.result;
      // Beside a result a checkpoint is for the member that continues this one.
      if (!assignment.checkpointAtEnd) uploads.dropWaiting();
    } else if (message.type === 'handed-back') handedBack = true;
    else if (message.type === 'failed') problem = message.problem;
    else if (message.type === 'checkpoint') uploads.add(message);
    else tellCoordinator(message, context);
  }
}

/** The signal that asked the worker to end reached its trainer, too, before that could ignore it. */
function wasInterrupted({ signal }: TrainerEnd, { handBack }: AttemptContext): boolean {
  return handBack.aborted && (signal === 'SIGINT' || signal === 'SIGTERM');
}

function tellCoordinator(
  message: Extract<
    TrainerMessage,
    { type: 'started' | 'compiled' | 'chosen' | 'progress' | 'epoch' | 'predicting' }
  >,
  { report, log }: AttemptContext,
): void {
  switch (message.type) {
    case 'started':
      report({ started: { backend: message.backend, device: message.device } });
      log('info', message.reason);
      return;
    case 'compiled':
      log('info', describeCompilation(message.compilation));
      return;
    case 'chosen':
      log('info', describeChosen(message.chosen));
      return;
    case 'progress':
      report({ progress: message.progress });
      return;
    case 'epoch':
      report({ epoch: flatFigures(message.result) });
      return;
    case 'predicting':
      report({ predicting: {} });
  }
}

/** An epoch's figures as the wire has them. */
function flatFigures({ validation, ...figures }: EpochResult) {
  if (!validation) return figures;
  const { loss, accuracy } = validation;
  return { ...figures, validationLoss: loss, validationAccuracy: accuracy };
}

function describeCompilation({ wanted, seconds, reason }: Compilation): string {
  const why = wanted ? reason : '--no-compile';
  return why === undefined
    ? `training is one TensorFlow graph, built in ${seconds.toFixed(1)} s`
    : `training goes operation by operation: ${why}`;
}

function describeChosen({ epoch, loss, last }: ChosenEpoch): string {
  return (
    `the weights after epoch ${epoch} of ${last} count: its validation loss, ${loss.toFixed(4)}, ` +
    'is the lowest'
  );
}

async function uploadResult(
  assignment: DecodedAssignment,
  { testLoss, testAccuracy, predictSeconds, validation, model, predictions }: TrainerResult,
  context: AttemptContext,
): Promise<ReportBody> {
  const send = (kind: Artifact['kind'], bytes: Uint8Array) =>
    upload(assignment, kind, bytes, context);
  const modelFiles = model && {
    topologySha256: await send('ARTIFACT_KIND_MODEL_TOPOLOGY', model.topology),
    weightsSha256: await send('ARTIFACT_KIND_MODEL_WEIGHTS', model.weights),
  };
  const predictionsSha256 = await send('ARTIFACT_KIND_PREDICTIONS', predictions);
  const timed = predictSeconds !== undefined && { predictSeconds };
  const result = { testLoss, testAccuracy, ...timed, predictionsSha256, ...modelFiles };
  if (!validation) return { result };
  const { loss, accuracy } = validation;
  const sha256 = await send('ARTIFACT_KIND_VALIDATION_PREDICTIONS', validation.predictions);
  return { result: { ...result, validation: { loss, accuracy, predictionsSha256: sha256 } } };
}

function upload(
  { attempt, specification }: DecodedAssignment,
  kind: Artifact['kind'],
  bytes: Uint8Array,
  { link, signal }: AttemptContext,
): Promise<string> {
  const artifact: Artifact = { attempt, kind, bytes, datasetSha256: specification.dataset.sha256 };
  return link.call((client) => uploadArtifact(client, artifact, signal), signal);
}
