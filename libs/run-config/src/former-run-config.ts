import { liftFingerprint } from '@chorus/data';
import type { BackendName } from '@chorus/backend-names';
import { settledSections, type RunConfig, type TrainedDataset } from './run-config.ts';
import { namedNetwork } from './named-network.ts';
import { DEFAULT_SIZES } from './network-section.ts';
import { runDocumentSchema } from './run-document.ts';
import { DEFAULT_BATCH_SIZE } from './training-section.ts';

/** The shape of a sample when all samples were images, of bytes. */
interface FormerShape {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

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
  readonly dataset: {
    readonly name: string;
    readonly sha256: string;
    readonly synthetic: boolean;
    readonly classes: string[];
    readonly shape: FormerShape;
    readonly trainSamples: number;
    readonly testSamples: number;
    /** The samples trained on, without those held out. */
    readonly trainLimit: number;
    readonly testLimit: number;
    readonly validationSamples?: number;
  };
  readonly training: {
    readonly model: {
      readonly filters: number[];
      readonly kernelSize: number;
      readonly denseUnits: number[];
      readonly dropout: number;
    };
    readonly divisor: number;
    readonly epochs: number;
    readonly batchSize: number;
    readonly learningRate: number;
  };
  readonly faults: {
    readonly minMembers: number;
    readonly maxFailures: number;
    readonly checkpointEvery: number;
    readonly keepCheckpoints: boolean;
    readonly backups?: boolean;
    readonly stallTimeoutMs: number;
  };
}

/**
 * The configuration that a journal or events.jsonl holds, in today's form: from before it was a document,
 * or one from before some setting was there, which then has its default. So the default of a new setting
 * must be what was done before.
 */
export function liftRunConfig(config: RunConfig | FormerRunConfig): RunConfig {
  const { dataset, ...others } = 'version' in config ? config : documentOf(config);
  const lifted = liftDataset(dataset as FormerDataset);
  const network = liftNetwork(others.network as FormerNetwork, lifted);
  const document = { ...others, dataset: lifted, network };
  const defaults = Object.entries(settledSections(runDocumentSchema.parse({})));
  const sections = defaults.map(([key, values]) => {
    const said = document[key as keyof RunConfig];
    const former = FORMER[key as keyof typeof FORMER];
    return [key, typeof values === 'object' ? { ...values, ...former, ...(said as object) } : said];
  });
  const { predicts } = document;
  return { ...Object.fromEntries(sections), ...(predicts && { predicts }) } as RunConfig;
}

/** What was done before there were settings for it. */
const FORMER = {
  dataset: { validationFrom: 'end' },
  preparation: { scaling: 'divide', divisor: 255 },
  training: { batchSize: DEFAULT_BATCH_SIZE },
} as const;

/** Nothing of a model in a file. */
const FRESH = { head: 'given', weights: 'model' } as const;

/** The CNN by its sizes, when there was no other network. */
type FormerNetwork = Partial<typeof DEFAULT_SIZES> | RunConfig['network'] | undefined;

function liftNetwork(
  network: FormerNetwork,
  { sample, classes }: TrainedDataset,
): RunConfig['network'] {
  if (network && 'topology' in network) return network;
  return namedNetwork({ ...FRESH, ...DEFAULT_SIZES, ...network }, { sample, classes });
}

/** A dataset's facts from when all samples were images of bytes, and fingerprints covered fewer of them. */
type FormerDataset = Omit<TrainedDataset, 'sample'> & { readonly shape: FormerShape };

function liftDataset(dataset: TrainedDataset | FormerDataset): TrainedDataset {
  if (!('shape' in dataset)) return dataset;
  const { shape, ...facts } = dataset;
  const sample = { shape: [shape.height, shape.width, shape.channels], type: 'uint8' } as const;
  return { ...facts, sha256: liftFingerprint(facts.sha256), sample };
}

/** What a document holds of it; sections and settings that were not there yet are left out. */
function documentOf(config: FormerRunConfig): {
  readonly [Key in keyof RunConfig]?: object | number;
} {
  const { dataset, faults, stopWhenGainBelow = 0, backend } = config;
  const { model: network, divisor, ...training } = config.training;
  const { validationSamples = 0 } = dataset;
  const { minMembers, stallTimeoutMs, backups = false, ...policy } = faults;
  const used = dataset.trainLimit + validationSamples;
  return {
    version: 1,
    dataset: {
      ...dataset,
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
