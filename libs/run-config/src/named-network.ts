import type { KnownDataset } from '@chorus/data';
import { nearest } from '@chorus/errors/nearest';
import {
  cnnTopology,
  countParameters,
  listedNetwork,
  mlpTopology,
  resnet20Topology,
  type Topology,
} from '@chorus/network';
import type { NetworkData } from './network-data.ts';
import { DEFAULT_SIZES, NETWORK_NAMES } from './network-section.ts';
import type { RunConfig } from './run-config.ts';
import type { RunDocument } from './run-document.ts';

type NetworkSection = RunDocument['network'];
type NetworkName = (typeof NETWORK_NAMES)[number];

/** The sizes that a network by name has. */
export const SIZES_OF = {
  cnn: ['filters', 'kernelSize', 'denseUnits', 'dropout'],
  mlp: ['denseUnits', 'dropout'],
  resnet20: [],
  quick: [],
} as const satisfies Record<NetworkName, readonly (keyof NetworkSection)[]>;

/** Whether the section says what a network is made of, instead of naming one. */
export function describesNetwork({ layers, model }: NetworkSection): boolean {
  return layers !== undefined || model !== undefined;
}

/** Whether a network has this name. */
export function isNetworkName(name: string): name is NetworkName {
  return (NETWORK_NAMES as readonly string[]).includes(name);
}

/** What to write in place of a name that no network has. */
export function nameInstead(name: string): string {
  const guess = nearest(name, NETWORK_NAMES);
  return guess ? `did you mean '${guess}'?` : `known are ${NETWORK_NAMES.join(', ')}`;
}

/**
 * The network that a section names, settled: the CNN for pictures and the multilayer perceptron for others, where it
 * names none.
 *
 * @param section one that describes none itself, and keeps the rules
 */
export function namedNetwork(section: NetworkSection, data: NetworkData): RunConfig['network'] {
  const topology = topologyOf(section, data);
  return { topology, parameters: countParameters(topology)! };
}

/** The name of the network that a section means for samples of this shape: the CNN for pictures of 2 pixels or more, unless its blocks are none. */
export function networkNameFor(
  { name, filters }: NetworkSection,
  sample: KnownDataset['sample'],
): NetworkName {
  if (name !== undefined && isNetworkName(name)) return name;
  const isPicture = sample.shape.length === 3 && mostBlocks(sample) > 0 && filters?.length !== 0;
  return isPicture ? 'cnn' : 'mlp';
}

function topologyOf(
  section: NetworkSection,
  { sample, classes, categories }: NetworkData,
): Topology {
  const { shape } = sample;
  const {
    kernelSize = DEFAULT_SIZES.kernelSize,
    denseUnits = DEFAULT_SIZES.denseUnits,
    dropout = DEFAULT_SIZES.dropout,
  } = section;
  const filters = section.filters ?? DEFAULT_SIZES.filters.slice(0, mostBlocks(sample));
  switch (networkNameFor(section, sample)) {
    case 'resnet20':
      return resnet20Topology(shape, classes.length);
    case 'quick':
      return listedNetwork('quick', { sampleShape: shape, classes: classes.length });
    case 'mlp':
      return mlpTopology({ denseUnits, dropout }, shape, classes.length, categories);
    default:
      return cnnTopology({ filters, kernelSize, denseUnits, dropout }, shape, classes.length);
  }
}

/** How often an image can be halved; any number is right where it is not known, or none. */
export function mostBlocks(sample: KnownDataset['sample'] | undefined): number {
  const [height, width, ...rest] = sample?.shape ?? [];
  if (rest.length !== 1) return Infinity;
  return Math.floor(Math.log2(Math.min(height!, width!)));
}
