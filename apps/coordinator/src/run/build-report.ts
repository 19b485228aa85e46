import {
  accuracy,
  argMax,
  brierScore,
  expectedCalibrationError,
  meanCrossEntropy,
  meanDisagreement,
  PredictionSum,
  type ClassIndices,
} from '@chorus/ensemble';
import type { EnsembleReport, MemberReport, Report, SampleReport } from './report.ts';
import type { MemberView } from './run-view.ts';
import type { Run } from './run.ts';

/**
 * Makes the report of a run whose members are all done. C4 and C8: what it says of the ensemble
 * comes from the accepted predictions and the labels alone, in member order.
 */
export function buildReport(run: Run): Report {
  const { config, view, testSet } = run;
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
    members: view.members.map(reportMember),
    ensemble,
    samples,
    wallSeconds: (Date.now() - view.submittedMs) / 1000,
  };
}

function combine(run: Run): { ensemble: EnsembleReport; predicted: ClassIndices } {
  const { labels } = run.testSet;
  const classes = run.config.dataset.classes.length;
  const sum = new PredictionSum(labels.length, classes);
  const votes: ClassIndices[] = [];
  for (const { member } of run.view.members) {
    const predictions = run.folder.readPredictions(member, [labels.length, classes]);
    sum.add(predictions);
    votes.push(argMax(predictions, classes));
  }
  const predicted = argMax(sum.values, classes);
  const ensemble: EnsembleReport = {
    method: 'sum',
    accuracy: accuracy(predicted, labels),
    nll: meanCrossEntropy(sum.values, labels, classes),
    brier: brierScore(sum.values, labels, classes),
    ece: expectedCalibrationError(sum.values, labels, classes),
    disagreement: meanDisagreement(votes, classes),
  };
  return { ensemble, predicted };
}

function reportMember(view: MemberView): MemberReport {
  const { member, seed, worker, backend, attempt, epochs } = view;
  return {
    member,
    seed,
    worker,
    backend,
    attempts: attempt,
    epochs,
    testLoss: view.testLoss!,
    testAccuracy: view.testAccuracy!,
    predictionsSha256: view.predictionsSha256!,
  };
}
