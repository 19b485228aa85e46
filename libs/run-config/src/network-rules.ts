/** Rules about the network. */
import {
  describesNetwork,
  isNetworkName,
  mostBlocks,
  nameInstead,
  SIZES_OF,
} from './named-network.ts';
import type { Rule } from './rule.ts';
import type { RunDocument } from './run-document.ts';
import type { SettingPath } from './settings.ts';

type NetworkSection = RunDocument['network'];

const SIZES = SIZES_OF.cnn;

/** Every rule about the network. */
export const NETWORK_RULES: readonly Rule[] = [
  {
    settings: ['network.filters'],
    check: ({ network: { filters = [] } }, { sample }) =>
      filters.length === 0 || sample === undefined || sample.shape.length === 3,
    message: (place, _, { sample }) =>
      `${place('network.filters')} is for images, [height, width, channels], but the samples of this ` +
      `dataset are [${sample?.shape.join(', ')}]: leave the setting out`,
  },
  {
    settings: ['network.filters'],
    check: ({ network: { filters = [] } }, { sample }) => filters.length <= mostBlocks(sample),
    message(place, { network: { filters = [] } }, { sample }) {
      const most = mostBlocks(sample);
      return (
        `${place('network.filters')} has ${filters.length} entries, but after ${most} blocks ` +
        `nothing is left of an image of ${sample?.shape.slice(0, 2).join('×')} pixels: give at most ${most}`
      );
    },
  },
  {
    settings: ['network.name'],
    check: ({ network }) =>
      network.name === undefined || describesNetwork(network) || isNetworkName(network.name),
    message: (place, { network: { name = '' } }) =>
      `${place('network.name')} is '${name}', and no network has this name: ${nameInstead(name)}`,
  },
  {
    settings: ['network.name'],
    check: ({ network }, { sample }) =>
      describesNetwork(network) ||
      network.name === undefined ||
      network.name === 'mlp' || // All others by name have convolutions.
      sample === undefined ||
      sample.shape.length === 3,
    message: (place, { network: { name } }, { sample }) =>
      `${place('network.name')} is ${name}, which is for images, [height, width, channels], but the samples of this ` +
      `dataset are [${sample?.shape.join(', ')}]: take mlp, or list layers`,
  },
  exclusive('network.layers', 'network.model'),
  ...SIZES.map(sizeOfAnother),
  needsModel('network.head', ({ head }) => head !== 'given'),
  needsModel('network.weights', ({ weights }) => weights !== 'model'),
  needsModel('network.frozen', ({ frozen }) => frozen !== undefined),
];

function exclusive(one: SettingPath, other: SettingPath): Rule {
  return {
    settings: [one, other],
    check: ({ network: { layers, model } }) => layers === undefined || model === undefined,
    message: (place) => `${place(one)} and ${place(other)} are two networks: leave one of them out`,
  };
}

/** A size that the network does not have. */
function sizeOfAnother(key: (typeof SIZES)[number]): Rule {
  const path = `network.${key}` as const;
  return {
    settings: [path],
    check({ network }) {
      const { name } = network;
      if (network[key] === undefined) return true;
      if (describesNetwork(network)) return false;
      const isKnown = name !== undefined && isNetworkName(name);
      return !isKnown || (SIZES_OF[name] as readonly string[]).includes(key);
    },
    message(place, { network }) {
      const { layers, model, name } = network;
      const other = layers ? 'one of layers' : model ? 'one of a file' : name;
      return `${place(path)} is not for this network, which is ${other}: leave the setting out`;
    },
  };
}

function needsModel(path: SettingPath, isSaid: (network: NetworkSection) => boolean): Rule {
  return {
    settings: [path],
    check: ({ network }) => !isSaid(network) || network.model !== undefined,
    message: (place) => `${place(path)} is about the network of a model's file: leave it out`,
  };
}
