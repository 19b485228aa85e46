import type {
  EnsembleInput,
  EvaluatedEnsemble,
  MemberWorth,
} from '../arithmetic/evaluate-ensemble.ts';
import { combiningWish } from '@chorus/run-config';
import { trainedOn } from '@chorus/proto';
import type {
  MemberReport,
  MemberView,
  MissingReport,
  Report,
  RunView,
  ValidationReport,
} from '@chorus/run-view';
import type { RunConfig, RunMember } from '@chorus/proto';
import { firstValues, type ChainPosition, type TestSet } from '@chorus/run-files';
import {
  reportLeaderboard,
  reportNotable,
  reportRules,
  type MemberCost,
} from './report-comparison.ts';

/** What a report takes from a run. */
interface ReportedRun {
  readonly runId: string;
  readonly config: RunConfig;
  readonly view: Readonly<RunView>;
  readonly folder: { readonly path: string };
  readonly log: { readonly chainPosition: ChainPosition | undefined };
  requireTestSet(): TestSet;
  resolved(member: number): Pick<RunMember, 'seed'>;
}

/** The ensemble whose worth is the report of a run whose members have all ended. */
export function ensembleOf(run: ReportedRun): EnsembleInput {
  const { labels, samples, validationLabels } = run.requireTestSet();
  const done = doneMembers(run);
  const members = done.map(({ member, predictionsSha256 }) => ({
    member,
    predictionsSha256: predictionsSha256!,
  }));
  const classes = run.config.dataset.classes.length;
  return {
    combining: combiningWish(run.config.combining),
    folder: run.folder.path,
    members,
    labels,
    classes,
    samples: samples.map(({ index }) => index),
    ...(validationLabels && {
      validation: {
        labels: validationLabels,
        predictionsSha256: done.map(({ validation }) => validation!.predictionsSha256),
      },
    }),
  };
}

/**
 * Makes the report of a run whose members have all ended.
 *
 * @param evaluated what {@link ensembleOf} comes to
 */
export function buildReport(run: ReportedRun, evaluated: EvaluatedEnsemble, nowMs: number): Report {
  const { config, view } = run;
  const { labels, samples, facts } = run.requireTestSet();
  const { dataset } = config;
  const members = doneMembers(run);
  const { ensemble, predicted, worth, votes } = evaluated;
  const { chainPosition } = run.log;
  const rules = reportRules(evaluated.rules, dataset.validationSamples);
  const nameOf = (classIndex: number) => dataset.classes[classIndex]!;
  return {
    runId: run.runId,
    status: 'succeeded',
    dataset: {
      name: dataset.name,
      sha256: dataset.sha256,
      synthetic: dataset.synthetic,
      trainSamples: trainedOn(dataset),
      testSamples: dataset.testLimit,
      classes: dataset.classes,
    },
    members: members.map((member, index) =>
      reportMember(member, run.resolved(member.member).seed, worth[index]!),
    ),
    missing: view.members
      .filter(({ phase }) => phase !== 'done')
      .map((view) => reportMissing(view, run.resolved(view.member).seed)),
    ensemble,
    ...(dataset.validationSamples > 0 && { validation: reportValidation(run) }),
    ...(config.prediction.views !== 'none' && { views: config.prediction.views }),
    samples: samples.map((sample, position) => {
      const values = firstValues(sample, facts);
      return {
        index: sample.index,
        actual: nameOf(labels[sample.index]!),
        predicted: nameOf(predicted[sample.index]!),
        votes: votes.map((vote) => nameOf(vote[position]!)),
        ...(values && { values }),
      };
    }),
    ...(rules && { rules }),
    leaderboard: reportLeaderboard(
      members.map((member) => costOf(member, config)),
      evaluated,
    ),
    notable: reportNotable(evaluated, labels, dataset.classes),
    wallSeconds: (nowMs - view.submittedMs) / 1000,
    ...(chainPosition && { events: chainPosition }),
  };
}

function costOf({ member, epochs }: MemberView, { network }: RunConfig): MemberCost {
  const trainSeconds = epochs.reduce((sum, { seconds }) => sum + seconds, 0);
  return { member, trainSeconds, parameters: network.parameters };
}

function doneMembers({ view }: ReportedRun): MemberView[] {
  return view.members.filter(({ phase }) => phase === 'done');
}

function reportMissing(view: MemberView, seed: number): MissingReport {
  const { member, attempt, lostKind, lostReason } = view;
  return { member, seed, attempts: attempt, kind: lostKind ?? '', reason: lostReason ?? '' };
}

function reportValidation({ config, view }: ReportedRun): ValidationReport {
  const { stopped, ensembles = [] } = view;
  const { combining, dataset } = config;
  return {
    samples: dataset.validationSamples,
    ensembles,
    stoppedEarly: stopped
      ? {
          membersDone: stopped.membersDone,
          expectedGain: stopped.expectedGain,
          stopWhenGainBelow: combining.stopWhenGainBelow!,
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
