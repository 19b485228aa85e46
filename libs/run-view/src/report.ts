import type {
  Calibration,
  Combination,
  Diversity,
  EnsembleMeasures,
  RuleName,
} from '@chorus/ensemble';
import type { RunMember } from '@chorus/proto';
import type { EnsembleView, EpochView } from './run-view.ts';

/** The report's name in its run's folder. */
export const REPORT_FILE = 'report.json';

/** The result of a run, as report.json holds it. Members, attempts and epochs count from 1. */
export interface Report {
  runId: string;
  status: 'succeeded';
  /** The run that has ended and goes on as this one: members with `from` are its. */
  extends?: string;
  dataset: {
    name: string;
    sha256: string;
    synthetic: boolean;
    trainSamples: number;
    testSamples: number;
    classes: string[];
  };
  /**
   * The members that the ensemble consists of: with backups, the first to finish of those asked for and those
   * added, as many as were asked for; of a search those of the trials that were kept.
   */
  members: MemberReport[];
  /** Members that were given up, in a run that may succeed without them. */
  missing: MissingReport[];
  ensemble: EnsembleReport;
  /** The figures of the validation samples, if there are any. */
  validation?: ValidationReport;
  /** From which views of them samples were predicted; absent: from themselves alone. */
  views?: string;
  /** Ten random test samples, of images and of rows of values. */
  samples: SampleReport[];
  /** How the members of the ensemble were chosen; absent where nothing was searched. */
  search?: SearchReport;
  /** How members might have been combined; absent without validation samples. */
  rules?: RulesReport;
  /** Members, ensembles of the first few of them, and rules, side by side. */
  leaderboard?: LeaderboardReport;
  /** Test samples to look at. */
  notable?: {
    /** Those that members disagree about most. */
    disputed: NotableSample[];
    /** Those of which the ensemble is most sure although their label says otherwise. */
    sureButWrong: NotableSample[];
  };
  wallSeconds: number;
  /**
   * The events before the report, by their number and the SHA-256 of the last one's line in events.jsonl; absent in
   * reports of older versions. What follows names the report's own digest.
   */
  events?: { count: number; sha256: string };
}

export interface MemberReport {
  member: number;
  seed: number;
  /** What its group is called, where members differ. */
  group?: string;
  /** Where it came from, if it was trained elsewhere: it has no epochs. */
  from?: string;
  /** The training samples that it was trained on, where members differ in them; run.json has it, too. */
  samples?: NonNullable<RunMember['samples']>;
  /** The member that lagged when this one was added as a backup. */
  backupOf?: number;
  worker: string;
  backend: string;
  attempts: number;
  epochs: EpochView[];
  /** Mean cross-entropy over the test set, in nats. */
  testLoss: number;
  testAccuracy: number;
  /** The loss on the validation samples, if there are any. */
  validationLoss?: number;
  validationAccuracy?: number;
  classAccuracies: ClassAccuracies;
  /** The time that the test samples took to predict, on the device that trained it; absent in reports of before. */
  predictSeconds?: number;
  /** SHA-256 of the member's predictions as float32, little endian, without the .npy header. */
  predictionsSha256: string;
}

/** The trials of a search, ranked on held-out samples before any prediction of a test sample was read. */
export interface SearchReport {
  /** How many trials make the ensemble. */
  keep: number;
  /** Held-out samples by which they were ranked, those of all folds together. */
  samples: number;
  /** Every trial, in their order. */
  trials: TrialReport[];
}

export interface TrialReport {
  trial: number;
  /** Its members that are done: one, or where there are folds one for each. */
  members: number[];
  /** What was drawn, by the places of the settings: `training.learningRate`. */
  values: Record<string, unknown>;
  /** Its place, 1 is the best; absent when not all its members are done. */
  rank?: number;
  /** What it is worth on the held-out samples, by which it was ranked: of a choice the best look better than they are. */
  validation?: ScoreReport;
  /** Whether its members are in the ensemble. */
  kept: boolean;
}

export interface MissingReport {
  member: number;
  seed: number;
  group?: string;
  attempts: number;
  /** How its last attempt ended: see AttemptLost in run_service.proto. */
  kind: string;
  reason: string;
}

export interface ValidationReport {
  /** Images that were held out of the training set. */
  samples: number;
  /** The ensembles as members were done. */
  ensembles: EnsembleView[];
  /** The early end; null when all members were trained. */
  stoppedEarly: {
    membersDone: number;
    expectedGain: number;
    /** It was expected to be at least so much. */
    stopWhenGainBelow: number;
    /** An estimate: see RunStopped in run_service.proto. */
    savedDeviceHours: number;
  } | null;
}

export interface EnsembleReport {
  /** The rule by which members' predictions became the ensemble's. */
  method: RuleName;
  /** The same with all that was given or fitted; absent in reports of before: the plain sum. */
  combination?: Combination;
  accuracy: number;
  /**
   * Accuracy of the first m members, m from 1, by the rule; of their sum where the rule has weights or coefficients for all.
   * The last one is `accuracy` unless it is of the sum.
   */
  accuracyByMembers: number[];
  nll: number;
  brier: number;
  ece: number;
  disagreement: number;
  classAccuracies: ClassAccuracies;
  /** Samples by [actual][predicted] class; null where there are more than 1,000 classes. */
  confusion: number[][] | null;
  /** 15 bins of confidence, from the lowest: samples, and means over them, 0 to 1. */
  calibration: { samples: number; confidence: number; accuracy: number }[];
  /** More figures; absent in reports of before. */
  measures?: EnsembleMeasures;
  diversity?: DiversityReport;
}

/** How far members differ, beside `disagreement`. */
export interface DiversityReport extends Diversity {
  /** Means over the test samples, in nats: the entropy of the mean prediction, and the two parts of it. */
  totalEntropy: number;
  expectedEntropy: number;
  mutualInformation: number;
}

/** What predictions are worth in two figures. */
export interface ScoreReport {
  accuracy: number;
  nll: number;
}

/** One way of combining members, and what it is worth. */
export interface RuleScore extends ScoreReport {
  rule: RuleName;
  calibration: Calibration;
}

/** The ways of combining the members, compared on the validation samples. */
export interface RulesReport {
  /** What the run's configuration said before anybody trained: the report's `ensemble`. */
  declared: { rule: RuleName; calibration: Calibration };
  /** The validation samples; what is fitted predicts those that took no part in it (five folds). */
  samples: number;
  /** What each is worth on them, the declared one first. */
  validation: RuleScore[];
  /** What those that were not chosen are worth on the test samples: nothing to choose by. */
  notChosen: RuleScore[];
}

export interface LeaderboardReport {
  rows: LeaderboardRow[];
  /** Members without which the sum is right as often on the validation samples; null without any. */
  leaveOut: number[] | null;
}

/** One member, the first few of them together, or all by one rule. */
export interface LeaderboardRow {
  kind: 'member' | 'first' | 'rule';
  /** `member 3`, `first 2`, `greedy`, `sum with a temperature` */
  name: string;
  /** The members that take part. */
  members: number[];
  /** On the validation samples, if there are any. */
  validation?: ScoreReport;
  test: ScoreReport;
  /** The time of the members' epochs together, on the devices that trained them. */
  trainSeconds: number;
  /** The time that the members took to predict the test samples, one after the other; absent in reports of before. */
  predictSeconds?: number;
  /** The values of all weights together. */
  parameters: number;
  /** The bytes of these weights in float32. */
  weightBytes: number;
  /** Whether no other row is at least as accurate on the validation samples with no more members. */
  onFront: boolean;
}

/** A test sample to look at: its index in the test set, and names of classes. */
export interface NotableSample {
  index: number;
  actual: string;
  /** The class that the ensemble chose. */
  predicted: string;
  /** The probability of it, 0 to 1. */
  confidence: number;
  /** How many members chose each class, the most frequent first. */
  votes: { class: string; members: number }[];
  /** What the user knows it by, such as a picture's file; absent where the dataset does not say. */
  name?: string;
  /** Whether the run's folder has a picture of it; absent: no. */
  picture?: true;
  /** Of a sample that is a row of values its first twelve, as {@link SampleReport} has them. */
  values?: (number | string)[];
}

/** The share of each class's test samples that was right, [classes]; null where it has none. */
export type ClassAccuracies = (number | null)[];

/** One test sample: its index in the test set, and names of classes. */
export interface SampleReport {
  index: number;
  actual: string;
  /** The class that the ensemble chose. */
  predicted: string;
  /** The class that each member chose, in the order of the report's members. */
  votes: string[];
  /** Of a sample that is a row of values its first twelve: numbers, and names of categories. */
  values?: (number | string)[];
}
