/** What suits users' own data where they say nothing: the defaults of all else are those of the experiment on CIFAR-10. */
import { isOwn, sourceNamed, type KnownDataset } from '@chorus/data';
import { describesNetwork, networkNameFor, SIZES_OF } from './named-network.ts';
import type { ResolvedConfig } from './resolve-config.ts';
import { trainedSamplesOf } from './rules.ts';
import { runDocumentSchema, type RunDocument } from './run-document.ts';
import { documentOf, flagOf, valuesOf, type SettingPath } from './settings.ts';

const BATCH_SIZE = 32;
/** A member takes so many steps, or somewhat more, where these numbers of epochs allow it. */
const STEPS = 1000;
const FEWEST_EPOCHS = 15;
const MOST_EPOCHS = 100;

const FILTERS = [16, 32, 64] as const;
const KERNEL_SIZE = 3;
/** A side of a picture with fewer pixels is not halved any more. */
const FEWEST_HALVED = 6;
const DENSE_UNITS = { cnn: [64], mlp: [64, 64] } as const;
const DROPOUT = 0.25;

/** A configuration in which nothing is open that depends on the data, and what was filled in for it. */
export interface FittedConfig {
  readonly config: ResolvedConfig;
  /** One line, as flags would say the same: `--network cnn --filters 16,32,64 …`; undefined when nothing was filled in. */
  readonly filledIn: string | undefined;
}

/**
 * Fills in what the user leaves open and suits their own data; CIFAR-10 and the generated images keep the experiment's defaults.
 * docs/decisions/031-defaults-of-own-data.md has what was measured.
 */
export function fitToData(config: ResolvedConfig, dataset: KnownDataset): FittedConfig {
  if (!isOwn(sourceNamed(dataset.name))) return { config, filledIn: undefined };
  const defaults = [
    ...networkDefaults(config.document.network, dataset),
    ...trainingDefaults(config.document, dataset),
  ];
  const open = defaults.filter(([path]) => !config.says(path));
  const document = runDocumentSchema.parse(
    documentOf(new Map([...valuesOf(config.document), ...open])),
  );
  const flags = open.map(([path, value]) => `${flagOf(path)} ${String(value)}`);
  return {
    config: { ...config, document },
    filledIn: flags.length === 0 ? undefined : flags.join(' '),
  };
}

type Default = readonly [SettingPath, unknown];

function networkDefaults(section: RunDocument['network'], dataset: KnownDataset): Default[] {
  if (describesNetwork(section)) return [];
  const name = networkNameFor(section, dataset.sample);
  const sizes = {
    filters: filtersFor(dataset.sample.shape),
    kernelSize: KERNEL_SIZE,
    denseUnits: DENSE_UNITS[name === 'mlp' ? 'mlp' : 'cnn'],
    dropout: DROPOUT,
  };
  const ofNetwork: readonly (keyof typeof sizes)[] = SIZES_OF[name];
  return [
    ['network.name', name],
    ...ofNetwork.map((size): Default => [`network.${size}`, sizes[size]]),
  ];
}

/** Of convolution blocks as many as leave a side of 3 pixels or more, and one at least. */
function filtersFor([height = 1, width = 1]: readonly number[]): number[] {
  const filters: number[] = [];
  for (let side = Math.min(height, width); side >= 2; side >>= 1) {
    if (filters.length > 0 && side < FEWEST_HALVED) break;
    filters.push(FILTERS[filters.length] ?? FILTERS.at(-1)!);
  }
  return filters;
}

function trainingDefaults(document: RunDocument, dataset: KnownDataset): Default[] {
  const samples = trainedSamplesOf(document, dataset)!;
  const batchSize = Math.min(document.training.batchSize ?? BATCH_SIZE, samples);
  const epochs = Math.ceil(STEPS / Math.ceil(samples / batchSize));
  return [
    ['training.epochs', Math.max(FEWEST_EPOCHS, Math.min(MOST_EPOCHS, epochs))],
    ['training.batchSize', batchSize],
  ];
}
