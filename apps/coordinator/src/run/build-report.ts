import type {
  EnsembleInput,
  EvaluatedEnsemble,
  MemberWorth,
} from '../arithmetic/evaluate-ensemble.ts';
import { combiningWish } from '@chorus/run-config';
import { groupNameOf, trainedOn, validatedOn } from '@chorus/proto';
import type {
  DatasetFacts,
  MemberReport,
  MemberView,
  MissingReport,
  Report,
  RunView,
  ValidationReport,
} from '@chorus/run-view';
import type { RunConfig, RunMember } from '@chorus/proto';
import { firstValues, type ChainPosition, type TestSet } from '@chorus/run-files';
import type { NotableContent } from './read-notable.ts';
import {
  costOf,
  reportLeaderboard,
  reportNotable,
  reportRules,
  type ShownOf,
} from './report-comparison.ts';
import { reportSearch } from './report-search.ts';
import { searchInput } from './search-input.ts';
import { validatedMember } from './validated-member.ts';

/** What a report takes from a run. */
interface ReportedRun {
  readonly runId: string;
  readonly config: RunConfig;
  readonly view: Readonly<RunView>;
  readonly folder: { readonly path: string };
  readonly log: { readonly chainPosition: ChainPosition | undefined };
  requireTestSet(): TestSet;
  resolved(member: number): RunMember;
}

/** The ensemble whose worth is the report of a run whose members have all ended. */
export function ensembleOf(run: ReportedRun): EnsembleInput {
  const { labels, samples, validationLabels, folds } = run.requireTestSet();
  const done = doneMembers(run);
  const members = done.map(({ member, predictionsSha256 }) => ({
    member,
    predictionsSha256: predictionsSha256!,
  }));
  const classes = run.config.dataset.classes.length;
  const search = searchInput(run);
  return {
    combining: combiningWish(run.config.combining),
    folder: run.folder.path,
    members,
    labels,
    classes,
    samples: samples.map(({ index }) => index),
    ...(search && { search }),
    ...(validationLabels && {
      validation: {
        labels: validationLabels,
        ...(folds && { folds }),
        members: done.map((view) => validatedMember(view, run.resolved(view.member))),
      },
    }),
  };
}

/**
 * Makes the report of a run whose members have all ended.
 *
 * @param evaluated what {@link ensembleOf} comes to
 * @param notable what the dataset says of its notable samples
 */
export function buildReport(
  run: ReportedRun,
  evaluated: EvaluatedEnsemble,
  notable: NotableContent,
  nowMs: number,
): Report {
  const { config, view } = run;
  const { labels, samples, facts } = run.requireTestSet();
  const { dataset } = config;
  const { ensemble, predicted, worth, votes } = evaluated;
  const counted = new Set(evaluated.members);
  const members = doneMembers(run).filter(({ member }) => counted.has(member));
  const { chainPosition } = run.log;
  const search = reportSearch(config, evaluated.trials);
  const rules = reportRules(evaluated.rules, validatedOn(config));
  const nameOf = (classIndex: number) => dataset.classes[classIndex]!;
  return {
    runId: run.runId,
    status: 'succeeded',
    ...(config.members.extends !== undefined && { extends: config.members.extends }),
    dataset: {
      name: dataset.name,
      sha256: dataset.sha256,
      synthetic: dataset.synthetic,
      trainSamples: trainedOn(dataset),
      testSamples: dataset.testLimit,
      classes: dataset.classes,
    },
    members: members.map((member, index) =>
      reportMember(member, ownOf(run, member), worth[index]!),
    ),
    missing: view.members
      .filter(({ phase }) => phase !== 'done')
      .map((view) => reportMissing(view, ownOf(run, view))),
    ensemble,
    ...(validatedOn(config) > 0 && { validation: reportValidation(run) }),
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
    ...(search && { search }),
    ...(rules && { rules }),
    leaderboard: reportLeaderboard(
      members.map((member) => costOf(member, config, member.group)),
      evaluated,
    ),
    notable: reportNotable(evaluated, labels, dataset.classes, shownOf(notable, facts)),
    wallSeconds: (nowMs - view.submittedMs) / 1000,
    ...(chainPosition && { events: chainPosition }),
  };
}

function shownOf({ samples, names }: NotableContent, facts: DatasetFacts): ShownOf {
  const byIndex = new Map(samples.map((sample) => [sample.index, sample]));
  return (index) => {
    const name = names.get(index);
    const named = name === undefined ? {} : { name };
    const sample = byIndex.get(index);
    if (!sample) return named;
    const values = firstValues(sample, facts);
    return { ...named, ...(values ? { values } : { picture: true }) };
  };
}

function doneMembers({ view }: ReportedRun): MemberView[] {
  return view.members.filter(({ phase }) => phase === 'done');
}

/** What is a member's own, as a report has it. */
type OwnReport = Pick<MemberReport, 'seed' | 'group' | 'from' | 'samples'>;

function ownOf(run: ReportedRun, { member }: MemberView): OwnReport {
  const { seed, samples, ...own } = run.resolved(member);
  const group = groupNameOf(run.config, own);
  const from = run.config.members.groups?.[own.group ?? -1]?.from;
  return {
    seed,
    ...(group !== undefined && { group }),
    ...(from !== undefined && { from }),
    ...(samples && { samples }),
  };
}

function reportMissing(view: MemberView, { seed, group }: OwnReport): MissingReport {
  const { member, attempt, lostKind, lostReason } = view;
  return {
    member,
    seed,
    ...(group !== undefined && { group }),
    attempts: attempt,
    kind: lostKind ?? '',
    reason: lostReason ?? '',
  };
}

function reportValidation({ config, view }: ReportedRun): ValidationReport {
  const { stopped, ensembles = [] } = view;
  const { combining } = config;
  return {
    samples: validatedOn(config),
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

function reportMember(view: MemberView, own: OwnReport, worth: MemberWorth): MemberReport {
  const { member, backupOf, worker, backend, attempt, epochs, validation, predictSeconds } = view;
  const { testLoss, testAccuracy, classAccuracies } = worth;
  return {
    member,
    ...own,
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
    ...(predictSeconds !== undefined && { predictSeconds }),
    predictionsSha256: view.predictionsSha256!,
  };
}
