import type { DatasetName } from '@chorus/data';
import type { BackendName } from '@chorus/model/backend-names';
import type { RunConfig, TrainedDataset } from './run-config.ts';

/** The configuration as messages, journals and events had it before it was a document. */
export interface FormerRunConfig {
  readonly seed: number;
  readonly members: number;
  readonly snapshots?: boolean;
  readonly threads: number;
  /** Empty: each worker chooses. */
  readonly backend: string;
  readonly eager?: boolean;
  /** 0: the run does not end early. */
  readonly stopWhenGainBelow?: number;
  /** `trainLimit` are the samples trained on, without those held out. */
  readonly dataset: Omit<TrainedDataset, 'validationSplit' | 'validationSamples' | 'name'> & {
    readonly name: string;
    readonly validationSamples?: number;
  };
  readonly training: RunConfig['training'] & {
    readonly divisor: number;
    readonly model: RunConfig['network'];
  };
  readonly faults: Omit<RunConfig['faults'], 'stallTimeout' | 'minMembers' | 'backups'> & {
    readonly minMembers: number;
    readonly backups?: boolean;
    readonly stallTimeoutMs: number;
  };
}

/** A configuration as a journal or events.jsonl holds it, also one from before it was a document. */
export function liftRunConfig(config: RunConfig | FormerRunConfig): RunConfig {
  if ('version' in config) return config;
  const { dataset, faults, stopWhenGainBelow = 0, backend } = config;
  const { model: network, divisor, ...training } = config.training;
  const { validationSamples = 0 } = dataset;
  const { minMembers, stallTimeoutMs, backups = false, ...policy } = faults;
  const used = dataset.trainLimit + validationSamples;
  return {
    version: 1,
    dataset: {
      ...dataset,
      name: dataset.name as DatasetName,
      trainLimit: used,
      validationSplit: validationSamples / used,
      validationSamples,
    },
    preparation: { divisor },
    network,
    training,
    members: { count: config.members, seed: config.seed, snapshots: config.snapshots ?? false },
    combining: stopWhenGainBelow > 0 ? { stopWhenGainBelow } : {},
    faults: {
      ...(minMembers < config.members && { minMembers }),
      ...policy,
      backups,
      stallTimeout: stallTimeoutMs / 1000,
    },
    execution: {
      threads: config.threads,
      compile: !config.eager,
      ...(backend !== '' && { backend: backend as BackendName }),
    },
  };
}
