import {
  ChorusError,
  type Assignment,
  type AttemptReportInput,
  type WorkerServiceClient,
} from '@chorus/proto';
import { decodeAssignment, type DecodedAssignment } from './decode-assignment.ts';
import { obtainDataset } from './obtain-dataset.ts';
import type { ResolvedWorkerOptions } from './options.ts';
import { runTrainer } from './trainer-process.ts';
import type { TrainerMessage, TrainerResult, TrainerTask } from './trainer/messages.ts';
import { uploadArtifact } from './upload-artifact.ts';

export type ReportBody = Omit<AttemptReportInput, 'attempt' | 'report'>;

/** What an attempt needs from the session that it runs in. */
export interface AttemptContext {
  readonly options: ResolvedWorkerOptions;
  readonly client: WorkerServiceClient;
  /** The GPU of the attempt's slot. */
  readonly gpuId: string | undefined;
  /** Aborted when the attempt is to stop; nothing is reported after that. */
  readonly signal: AbortSignal;
  report(body: ReportBody): void;
  log(level: 'info' | 'warn' | 'error', message: string): void;
}

/**
 * Trains one member, from its dataset to its acknowledged files. Every way to fail ends in a
 * `failure` report; this never rejects.
 */
export async function runAttempt(message: Assignment, context: AttemptContext): Promise<void> {
  try {
    const assignment = decodeAssignment(message);
    const result = await train(assignment, context);
    await upload(assignment, result, context);
    const { testLoss, testAccuracy } = result;
    context.report({ result: { testLoss, testAccuracy } });
  } catch (error) {
    if (context.signal.aborted) return;
    const { message } = ChorusError.from(error);
    context.log('error', message);
    context.report({ failure: { message } });
  }
}

async function train(
  { config, memberSeed }: DecodedAssignment,
  context: AttemptContext,
): Promise<TrainerResult> {
  const { options, client, signal } = context;
  const { dataset } = config;
  const datasetPath = await obtainDataset(dataset, client, options, (message) =>
    context.log('info', message),
  );
  const task: TrainerTask = {
    memberSeed,
    config: config.training,
    datasetPath,
    datasetSha256: dataset.sha256,
    trainLimit: dataset.trainLimit,
    testLimit: dataset.testLimit,
    threads: config.threads,
    backend: config.backend ?? options.backend,
    allowCpu: options.allowCpu,
  };
  let result: TrainerResult | undefined;
  let problem: string | undefined;
  const end = await runTrainer(task, context.gpuId, onMessage, signal);
  if (result) return result;
  const died = `the trainer process ended with ${end.signal ?? `exit status ${end.exitCode}`}`;
  throw new Error(problem ?? (end.lastWords ? `${died}: ${end.lastWords}` : died));

  function onMessage(message: TrainerMessage): void {
    if (signal.aborted) return;
    if (message.type === 'finished') result = message.result;
    else if (message.type === 'failed') problem = message.message;
    else tellCoordinator(message, context);
  }
}

function tellCoordinator(
  message: Exclude<TrainerMessage, { type: 'finished' | 'failed' }>,
  { report, log }: AttemptContext,
): void {
  switch (message.type) {
    case 'started':
      report({ started: { backend: message.backend, device: message.device } });
      log('info', message.reason);
      return;
    case 'progress':
      report({ progress: message.progress });
      return;
    case 'epoch':
      report({ epoch: message.result });
      return;
    case 'predicting':
      report({ predicting: {} });
  }
}

async function upload(
  { attempt, config }: DecodedAssignment,
  result: TrainerResult,
  { client, signal }: AttemptContext,
): Promise<void> {
  const files = [
    ['ARTIFACT_KIND_MODEL_TOPOLOGY', result.topology],
    ['ARTIFACT_KIND_MODEL_WEIGHTS', result.weights],
    ['ARTIFACT_KIND_PREDICTIONS', result.predictions],
  ] as const;
  for (const [kind, bytes] of files) {
    signal.throwIfAborted();
    await uploadArtifact(client, attempt, kind, bytes, config.dataset.sha256);
  }
}
