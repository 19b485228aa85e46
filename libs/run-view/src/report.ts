import type { RuleName } from '@chorus/ensemble';
import type { EnsembleView, EpochView } from './run-view.ts';

/** The report's name in its run's folder. */
export const REPORT_FILE = 'report.json';

/** The result of a run, as report.json holds it. Members, attempts and epochs count from 1. */
export interface Report {
  runId: string;
  status: 'succeeded';
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
   * added, as many as were asked for.
   */
  members: MemberReport[];
  /** Members that were given up, in a run that may succeed without them. */
  missing: MissingReport[];
  ensemble: EnsembleReport;
  /** The figures of the validation samples, if there are any. */
  validation?: ValidationReport;
  /** From which views of them samples were predicted; absent: from themselves alone. */
  views?: string;
  /** Ten random test samples, of images and of rows of numbers. */
  samples: SampleReport[];
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
  /** SHA-256 of the member's predictions as float32, little endian, without the .npy header. */
  predictionsSha256: string;
}

export interface MissingReport {
  member: number;
  seed: number;
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
  method: RuleName;
  accuracy: number;
  /** Accuracy of the first m members' sum, m from 1; the last one is `accuracy`. */
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
