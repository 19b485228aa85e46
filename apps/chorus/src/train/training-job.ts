import type { Interruption } from '@chorus/command-line';
import type { Dataset } from '@chorus/data';
import type { RunConfig } from '@chorus/proto';
import type { PlacedDocument } from '@chorus/run-config';
import type { Reporter } from '../terminal/reporter.ts';

/** A run whose data and networks are there: open is only who trains it. */
export interface ReadyRun {
  /** The dataset's fingerprint. */
  readonly sha256: string;
  /** The dataset's file in the cache, which may lack it where the coordinator has it. */
  readonly path: string;
  /** The dataset itself, where it was read into memory to obtain it. */
  readonly dataset?: Dataset | undefined;
  /** The files with the weights that members begin with, or with their predictions, by SHA-256. */
  readonly given: ReadonlyMap<string, string>;
  /** The configuration as it is submitted. @param threads CPU threads of each trainer */
  settle(threads: number): RunConfig;
}

/** Everything that a run needs, checked: it is then trained here or elsewhere. */
export interface TrainingJob {
  readonly config: PlacedDocument;
  /** The run, while its dataset is being read or downloaded. */
  readonly obtained: Promise<ReadyRun>;
  readonly home: string;
  readonly out: string;
  /** HOST:PORT; undefined: no page is wanted. */
  readonly http: string | undefined;
  /** Whether a GPU that is found and cannot be used is no reason to stop. */
  readonly allowCpu: boolean;
  readonly reporter: Reporter;
  readonly interruption: Interruption;
}
