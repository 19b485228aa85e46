/** Images per step, and per batch of a prediction. */
export const BATCH_SIZE = 100;

/** What all contenders are measured with. */
export interface Bench {
  /** CIFAR-10's binary files. */
  readonly dataDir: string;
  /** A temporary folder; the contenders' images lie in its `train` and `test`. */
  readonly folder: string;
  /** Training images, the first so many. */
  readonly samples: number;
  /** The epochs of each member of a whole run. */
  readonly epochs: number;
  /** The threads of each contender in one process of its own. */
  readonly threads: number;
  /** The share of the usual number of rows and images in the files that `data` reads; above 0, at most 1. */
  readonly dataShare: number;
}

/** What was measured of a contender in one round, by name, with the unit in the name. */
export type Figures = Readonly<Record<string, number>>;

/** The figures of the contenders that were run in a round. */
export type Round = Readonly<Record<string, Figures>>;
