import type { PlaceLimits } from '@chorus/trust';
import type { RpcName } from './rpcs.ts';

/** Calls that cost nothing but their answer. */
const QUICK: PlaceLimits = { all: 256, each: 64 };
/** Calls that read, write or delete many files. */
const HEAVY: PlaceLimits = { all: 32, each: 16 };
/** Each has up to sixteen chunks in memory: this many at once keep a disk busy. */
const ARTIFACTS: PlaceLimits = { all: 64, each: 16 };
const DATASETS: PlaceLimits = { all: 16, each: 8 };
/** A worker, or somebody who watches, costs a stream, and little else while nothing happens. */
const LASTING: PlaceLimits = { all: 10_000, each: 64 };

/** How many calls are under way at once, in all and of one caller that is known. */
export const CALLS_AT_ONCE: Readonly<Record<RpcName, PlaceLimits>> = {
  SubmitRun: HEAVY,
  ListRuns: QUICK,
  WatchRun: LASTING,
  FetchRunFiles: HEAVY,
  CancelRun: QUICK,
  DeleteRun: HEAVY,
  ListWorkers: QUICK,
  DrainWorker: QUICK,
  HasDataset: QUICK,
  UploadDataset: DATASETS,
  Connect: LASTING,
  FetchDataset: LASTING,
  UploadArtifact: ARTIFACTS,
  FetchCheckpoint: HEAVY,
  Join: QUICK,
  DescribeLogin: QUICK,
  JoinWithIdToken: HEAVY,
  Renew: QUICK,
};

/** Of each service that is not Chorus's own, such as the health check. */
export const OTHERS_AT_ONCE = QUICK;
