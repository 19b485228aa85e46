import type { Interruption } from '@chorus/command-line';
import type { ResolvedConfig, RunDocument } from '@chorus/run-config';
import type { SettledRunNetworks } from '../network/settle-networks.ts';
import type { ObtainedDataset } from './obtain-dataset.ts';
import type { Reporter } from '../terminal/reporter.ts';

/** A dataset that fits the configuration, and the networks that fit both. */
export interface ReadyDataset extends ObtainedDataset {
  /** The configuration, with what suits the data where the user left it open. */
  readonly document: RunDocument;
  readonly networks: SettledRunNetworks;
}

/** Everything that a run needs, checked: it is then trained here or elsewhere. */
export interface TrainingJob {
  readonly config: ResolvedConfig;
  /** The dataset, which is being read or downloaded. */
  readonly obtained: Promise<ReadyDataset>;
  readonly home: string;
  readonly out: string;
  /** HOST:PORT; undefined: no page is wanted. */
  readonly http: string | undefined;
  /** Whether a GPU that is found and cannot be used is no reason to stop. */
  readonly allowCpu: boolean;
  readonly reporter: Reporter;
  readonly interruption: Interruption;
}
