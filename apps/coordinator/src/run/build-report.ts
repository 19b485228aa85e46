import {
  accuracy,
  argMax,
  brierScore,
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
  SampleReport,
} from '@chorus/run-view';
import type { Run } from './run.ts';

/**
 * Makes the report of a run whose members have all ended. C4 and C8: what it says of the ensemble
 * comes from the accepted predictions and the labels alone, in member order.
 */
export function buildReport(run: Run, nowMs: number): Report {
  const { config, view } = run;
  const testSet = run.requireTestSet();
  const { dataset } = config;
  const { ensemble, predicted } = combine(run);
  const samples = testSet.samples.map(({ index }): SampleReport => {
    const nameOf = (classIndex: number) => dataset.classes[classIndex]!;
    return { index, actual: nameOf(testSet.labels[index]!), predicted: nameOf(predicted[index]!) };
  });
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
    members: doneMembers(run).map((view) => reportMember(view, run.seedOf(view.member))),
    missing: view.members
      .filter(({ phase }) => phase !== 'done')
      .map((view) => reportMissing(view, run.seedOf(view.member))),
    ensemble,
    samples,
    wallSeconds: (nowMs - view.submittedMs) / 1000,
  };
}

function combine(run: Run): { ensemble: EnsembleReport; predicted: ClassIndices } {
  const { labels } = run.requireTestSet();
  const classes = run.config.dataset.classes.length;
  const sum = new PredictionSum(labels.length, classes);
  const votes = new Votes(labels.length, classes);
  for (const { member, predictionsSha256 } of doneMembers(run)) {
    const shape = [labels.length, classes] as const;
    const predictions = run.folder.readPredictions(member, shape, predictionsSha256!);
    sum.add(predictions);
    votes.add(argMax(predictions, classes));
  }
  const predicted = argMax(sum.values, classes);
  const ensemble: EnsembleReport = {
    method: 'sum',
    accuracy: accuracy(predicted, labels),
    nll: meanCrossEntropy(sum.values, labels, classes),
    brier: brierScore(sum.values, labels, classes),
    ece: expectedCalibrationError(sum.values, labels, classes),
    disagreement: meanDisagreement(votes),
  };
  return { ensemble, predicted };
}

function doneMembers({ view }: Run): MemberView[] {
  return view.members.filter(({ phase }) => phase === 'done');
}

function reportMissing(view: MemberView, seed: number): MissingReport {
  const { member, attempt, lostKind, lostReason } = view;
  return { member, seed, attempts: attempt, kind: lostKind ?? '', reason: lostReason ?? '' };
}

function reportMember(view: MemberView, seed: number): MemberReport {
  const { member, backupOf, worker, backend, attempt, epochs } = view;
  return {
    member,
    seed,
    ...(backupOf !== undefined && { backupOf }),
    worker,
    backend,
    attempts: attempt,
    epochs,
    testLoss: view.testLoss!,
    testAccuracy: view.testAccuracy!,
    predictionsSha256: view.predictionsSha256!,
  };
}
