import {
  ChorusError,
  clipText,
  epochsOf,
  givenPredictionsOf,
  required,
  type AttemptReport,
  type AttemptResult,
  type EpochResult,
} from '@chorus/proto';
import { reportedFailure } from '@chorus/scheduler';
import type { Report } from '@chorus/scheduler';
import type { Run } from '../run/run.ts';

/** That it starts, predicts and ends, and some room. */
const FURTHER_REPORTS = 8;

/**
 * What a worker reports, as the scheduler takes it: its result with the coordinator's own evaluation,
 * files known to be here. A report that is not borne out becomes the attempt's failure.
 *
 * @param member whom it is about
 * @returns undefined for what is not kept: progress and log lines
 * @throws whatever keeps the coordinator itself from finding that out: no worker is to blame
 */
export function decodeReport(message: AttemptReport, run: Run, member: number): Report | undefined {
  try {
    requireFew(message, run, member);
    return decode(message, run, member);
  } catch (error) {
    if (!(error instanceof ChorusError) || error.code !== 'invalid') throw error;
    return { type: 'failure', kind: 'trainer-crashed', message: error.message };
  }
}

/**
 * Of each epoch there are two reports, its figures and its checkpoint, and of an attempt a few more.
 *
 * @throws ChorusError `invalid`
 */
function requireFew({ sequence }: AttemptReport, run: Run, member: number): void {
  const most = 2 * epochsOf(run.config, run.resolved(member)) + FURTHER_REPORTS;
  if (sequence <= most) return;
  throw new ChorusError(
    'invalid',
    `its worker reported more than ${most} times, which no attempt does`,
  );
}

function decode(message: AttemptReport, run: Run, member: number): Report | undefined {
  const { started, epoch, checkpoint, predicting, result, failure, handedBack } = message;
  if (started) {
    const { backend, device } = started;
    return { type: 'started', backend: clipText(backend), device: clipText(device) };
  }
  if (epoch) return decodeEpoch(epoch);
  if (checkpoint) {
    requireUploaded(run, [checkpoint.sha256]);
    return { type: 'checkpoint', epoch: checkpoint.epoch, sha256: checkpoint.sha256 };
  }
  if (predicting) return { type: 'predicting' };
  if (result) {
    return decodeResult(result, run, member);
  }
  if (failure) {
    const words = clipText(failure.message);
    return { type: 'failure', kind: reportedFailure(failure.kind), message: words };
  }
  return handedBack ? { type: 'handed-back' } : undefined;
}

function decodeResult(result: AttemptResult, run: Run, member: number): Report {
  const { testLoss, testAccuracy, predictSeconds } = result;
  const { predictionsSha256, topologySha256, weightsSha256 } = result;
  const isGiven = givenPredictionsOf(run.config, run.resolved(member)) !== undefined;
  const model = run.config.predicts || isGiven ? {} : { topologySha256, weightsSha256 };
  const files = { predictionsSha256, ...model };
  requireUploaded(run, Object.values(files));
  // Of samples to be predicted the classes stand for unknown ones: worker and coordinator only agree about them.
  const claimed = { loss: testLoss, accuracy: testAccuracy };
  const test = run.evaluate(predictionsSha256, run.testLabels(member), claimed);
  const measured = Number.isFinite(predictSeconds) && predictSeconds! >= 0;
  const report = {
    ...{ testLoss: test.loss, testAccuracy: test.accuracy, ...files },
    ...(measured && { predictSeconds: predictSeconds! }),
    ...(isGiven && { isGiven }),
  };
  const validationLabels = run.validationLabels(member);
  if (!validationLabels) return { type: 'result', ...report };
  const validation = required(result.validation, 'result.validation');
  requireUploaded(run, [validation.predictionsSha256]);
  const worth = run.evaluate(validation.predictionsSha256, validationLabels, validation);
  const { predictionsSha256: sha256 } = validation;
  return { type: 'result', ...report, validation: { ...worth, predictionsSha256: sha256 } };
}

function decodeEpoch(message: EpochResult): Report {
  // Histograms go to TensorBoard's files; in the journal they would be most of it.
  const { epoch, loss, accuracy, seconds, samplesPerSecond } = message;
  // What is no number has no place in JSON: the journal would give back something else.
  if (!Number.isFinite(loss)) {
    const words = `epoch ${epoch} came to a loss of ${loss}: use a smaller learningRate`;
    return { type: 'failure', kind: 'diverged', message: words };
  }
  if (![accuracy, seconds, samplesPerSecond].every(Number.isFinite)) {
    throw new ChorusError('invalid', `its worker reported an epoch ${epoch} that is no numbers`);
  }
  const { learningRate, gradientNorm, validationLoss, validationAccuracy } = message;
  const further = { learningRate, gradientNorm, validationLoss, validationAccuracy };
  const finite = Object.entries(further).filter(([, value]) => Number.isFinite(value));
  return {
    ...{ type: 'epoch', epoch, loss, accuracy, seconds, samplesPerSecond },
    ...(Object.fromEntries(finite) as Partial<Record<keyof typeof further, number>>),
  };
}

function requireUploaded({ folder }: Run, digests: readonly string[]): void {
  const missing = digests.find((sha256) => !folder.artifacts.has(sha256));
  if (missing === undefined) return;
  throw new ChorusError(
    'invalid',
    `its worker reported a file that it did not upload: '${missing}'`,
  );
}
