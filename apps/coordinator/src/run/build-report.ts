import {
  accuracy,
  argMax,
  brierScore,
  calibrationBins,
  classAccuracies,
  confusionMatrix,
  expectedCalibrationError,
  meanCrossEntropy,
  meanDisagreement,
  PredictionSum,
  Votes,
  type ClassIndices,
} from '@chorus/ensemble';
import type {
  EnsembleReport,
  MemberReport,
  MemberView,
  MissingReport,
  Report,
  ValidationReport,
} from '@chorus/run-view';
import type { Run } from './run.ts';

/**
 * Makes the report of a run whose members have all ended. C4 and C8: what it says of the ensemble
 * comes from the accepted predictions and the labels alone, in member order.
 */
export function buildReport(run: Run, nowMs: number): Report {
  const { config, view } = run;
  const { labels, samples } = run.requireTestSet();
  const { dataset } = config;
  const members = doneMembers(run);
  const { ensemble, predicted, worth, votes } = combine(run, members);
  const nameOf = (classIndex: number) => dataset.classes[classIndex]!;
  return {
    runId: run.runId,
    status: 'succeeded',
    dataset: {
      name: dataset.name,
      sha256: dataset.sha256,
      synthetic: dataset.synthetic,
      trainSamples: dataset.trainLimit,
      testSamples: dataset.testLimit,
      classes: dataset.classes,
    },
    members: members.map((member, index) =>
      reportMember(member, run.seedOf(member.member), worth[index]!),
    ),
    missing: view.members
      .filter(({ phase }) => phase !== 'done')
      .map((view) => reportMissing(view, run.seedOf(view.member))),
    ensemble,
    ...(dataset.validationSamples > 0 && { validation: reportValidation(run) }),
    samples: samples.map(({ index }, position) => ({
      index,
      actual: nameOf(labels[index]!),
      predicted: nameOf(predicted[index]!),
      votes: votes.map((vote) => nameOf(vote[position]!)),
    })),
    wallSeconds: (nowMs - view.submittedMs) / 1000,
  };
}

type MemberWorth = Pick<MemberReport, 'testLoss' | 'testAccuracy' | 'classAccuracies'>;

interface Combined {
  readonly ensemble: EnsembleReport;
  /** By the ensemble. */
  readonly predicted: ClassIndices;
  /** Of each member, in their order. */
  readonly worth: readonly MemberWorth[];
  /** What each member takes the sample images for, [members][samples]. */
  readonly votes: readonly number[][];
}

function combine(run: Run, members: readonly MemberView[]): Combined {
  const { labels, samples } = run.requireTestSet();
  const classes = run.config.dataset.classes.length;
  const sum = new PredictionSum(labels.length, classes);
  const allVotes = new Votes(labels.length, classes);
  const worth: MemberWorth[] = [];
  const votes: number[][] = [];
  const accuracyByMembers: number[] = [];
  for (const { member, predictionsSha256 } of members) {
    const shape = [labels.length, classes] as const;
    const predictions = run.folder.readPredictions(member, shape, predictionsSha256!);
    sum.add(predictions);
    accuracyByMembers.push(accuracy(argMax(sum.values, classes), labels));
    const predicted = argMax(predictions, classes);
    allVotes.add(predicted);
    worth.push({
      testLoss: meanCrossEntropy(predictions, labels, classes),
      testAccuracy: accuracy(predicted, labels),
      classAccuracies: classAccuracies(predicted, labels, classes),
    });
    votes.push(samples.map(({ index }) => predicted[index]!));
  }
  const predicted = argMax(sum.values, classes);
  const ensemble: EnsembleReport = {
    method: 'sum',
    accuracy: accuracy(predicted, labels),
    accuracyByMembers,
    nll: meanCrossEntropy(sum.values, labels, classes),
    brier: brierScore(sum.values, labels, classes),
    ece: expectedCalibrationError(sum.values, labels, classes),
    disagreement: meanDisagreement(allVotes),
    classAccuracies: classAccuracies(predicted, labels, classes),
    confusion: rowsOf(confusionMatrix(predicted, labels, classes), classes),
    calibration: calibrationBins(sum.values, labels, classes),
  };
  return { ensemble, predicted, worth, votes };
}

function rowsOf(matrix: Uint32Array, columns: number): number[][] {
  return Array.from({ length: matrix.length / columns }, (_, row) => [
    ...matrix.subarray(row * columns, (row + 1) * columns),
  ]);
}

function doneMembers({ view }: Run): MemberView[] {
  return view.members.filter(({ phase }) => phase === 'done');
}

function reportMissing(view: MemberView, seed: number): MissingReport {
  const { member, attempt, lostKind, lostReason } = view;
  return { member, seed, attempts: attempt, kind: lostKind ?? '', reason: lostReason ?? '' };
}

function reportValidation({ config, view }: Run): ValidationReport {
  const { stopped, ensembles = [] } = view;
  const { stopWhenGainBelow, dataset } = config;
  return {
    samples: dataset.validationSamples,
    ensembles,
    stoppedEarly: stopped
      ? {
          membersDone: stopped.membersDone,
          expectedGain: stopped.expectedGain,
          stopWhenGainBelow,
          savedDeviceHours: stopped.savedSeconds / 3600,
        }
      : null,
  };
}

function reportMember(view: MemberView, seed: number, worth: MemberWorth): MemberReport {
  const { member, backupOf, worker, backend, attempt, epochs, validation } = view;
  const { testLoss, testAccuracy, classAccuracies } = worth;
  return {
    member,
    seed,
    ...(backupOf !== undefined && { backupOf }),
    worker,
    backend,
    attempts: attempt,
    epochs,
    testLoss,
    testAccuracy,
    ...(validation && {
      validationLoss: validation.loss,
      validationAccuracy: validation.accuracy,
    }),
    classAccuracies,
    predictionsSha256: view.predictionsSha256!,
  };
}
