import {
  checkOutputs,
  NetworkMistake,
  readLayers,
  readModel,
  withFreshHead,
  withFrozen,
  withSoftmax,
  type LayerPlace,
  type OutputRemedies,
  type Topology,
} from '@chorus/network';
import type { NetworkFacts } from '@chorus/network/inspection';
import type { WeightValues } from '@chorus/network/model-file';
import { ChorusError } from '@chorus/proto';
import {
  checkTopologySize,
  describesNetwork,
  namedNetwork,
  networkDataOf,
  type NetworkDataset,
  refuseMixedCategories,
  type PlacedDocument,
  type RunConfig,
  type RunDocument,
} from '@chorus/run-config';
import { keepWeights } from './keep-weights.ts';

/** A network as it was named or described, and how to say where something in it stands. */
export interface DescribedNetwork {
  readonly topology: Topology;
  /** What was odd, and what was done about it. */
  readonly notes: readonly string[];
  readonly remedies: OutputRemedies;
  /** The beginning of a line about a layer, or about all of it. */
  place(layer?: string): string;
  /**
   * Reads the values that its weights have; undefined where they are drawn.
   *
   * @throws NetworkMistake when they are not those of this network
   */
  readonly readWeights?: (weights: NetworkFacts['weights']) => Promise<WeightValues[]>;
}

/** A run's network, and what is to be told of it. */
export interface SettledNetwork {
  readonly network: RunConfig['network'];
  readonly notes: readonly string[];
  /** The file with the weights that training begins with; undefined: they are drawn. */
  readonly weightsPath?: string | undefined;
}

/**
 * The network that a configuration names or describes, for this data: it is built, to see that its shapes fit and that
 * it gives probabilities of the classes. Networks by name need not be looked at, and no tfjs is loaded for them.
 *
 * @param home the cache, where the file with a model's weights is kept
 * @throws ChorusError `invalid`, one line that names the layer, with line and column of a list
 */
export async function settleNetwork(
  config: PlacedDocument,
  dataset: NetworkDataset,
  home: string,
): Promise<SettledNetwork> {
  const { network } = config.document;
  if (!describesNetwork(network)) {
    const named = namedNetwork(network, networkDataOf(config.document, dataset));
    refuseMixedCategories(config, named.topology);
    return { network: named, notes: [] };
  }
  const described = await describeNetwork(config, dataset);
  const { topology, notes } = described;
  refuseMixedCategories(config, topology);
  checkTopologySize(topology, described.place());
  const { facts, weights } = await inspectDescribed(described, dataset);
  const parameters = facts.layers.reduce((sum, layer) => sum + layer.parameters, 0);
  const kept = weights && (await keepWeights(weights, home));
  return {
    network: { topology: facts.topology, parameters, ...(kept && { weightsSha256: kept.sha256 }) },
    notes,
    weightsPath: kept?.path,
  };
}

/** The network of a configuration, for this data. @throws ChorusError `invalid`, as {@link settleNetwork} */
export async function describeNetwork(
  config: PlacedDocument,
  dataset: NetworkDataset,
): Promise<DescribedNetwork> {
  const { network } = config.document;
  if (network.layers) return listed(config, dataset);
  if (network.model !== undefined) return ofFile(config, dataset);
  const { topology } = namedNetwork(network, networkDataOf(config.document, dataset));
  const place = () => config.place('network.name');
  return { topology, notes: [], remedies: { classes: '', softmax: '' }, place };
}

/** A network that was built, and the values that its weights have; undefined where they are drawn. */
export interface InspectedNetwork {
  readonly facts: NetworkFacts;
  readonly weights: readonly WeightValues[] | undefined;
}

/** Builds a network and looks at what it gives. @throws ChorusError `invalid`, as {@link settleNetwork} */
export async function inspectDescribed(
  { topology, remedies, place, readWeights }: DescribedNetwork,
  { classes }: NetworkDataset,
): Promise<InspectedNetwork> {
  const { inspectNetwork } = await import('@chorus/network/inspection');
  return told(place, async () => {
    const facts = await inspectNetwork(topology);
    checkOutputs(topology, facts.outputShape, classes.length, remedies);
    return { facts, weights: await readWeights?.(facts.weights) };
  });
}

function listed({ document, place }: PlacedDocument, dataset: NetworkDataset): DescribedNetwork {
  const { name = 'network', layers } = document.network;
  const { sample, classes, categories } = networkDataOf(document, dataset);
  const { topology, places } = toldAt(
    (path) => place('network.layers', path),
    () =>
      readLayers(layers, {
        ...{ name, sampleShape: sample.shape, classes: classes.length, categories },
      }),
  );
  return {
    topology,
    notes: [],
    remedies: {
      classes: "leave out its 'units', and it has as many as there are classes",
      softmax: "write 'activation: softmax' there, or 'softmax' as the last of the layers",
    },
    place: (layer) => place('network.layers', placeOf(layer, places)),
  };
}

function placeOf(layer: string | undefined, places: ReadonlyMap<string, LayerPlace>): LayerPlace {
  return (layer !== undefined && places.get(layer)) || [];
}

const OF_TRAINED: OutputRemedies = {
  classes: "'network.head: fresh' puts another last layer there",
  softmax: "'network.head: softmax' puts one there",
};

const OF_GIVEN: OutputRemedies = {
  classes: 'name a model that was trained for these classes',
  softmax: 'name a model that ends with a softmax',
};

async function ofFile(
  config: PlacedDocument,
  { sample, classes }: NetworkDataset,
): Promise<DescribedNetwork> {
  const { model: path = '', head, frozen = [], name, weights: begin } = config.document.network;
  const { openModelFile, readWeights } = await import('@chorus/network/model-file');
  const place = () => `${config.place('network.model')}: ${path}`;
  return told(place, async () => {
    const { model, weights } = await openModelFile(path, begin === 'model');
    const { origins, notes, ...read } = readModel(model, sample.shape);
    const { topology, fresh } = withHead(read.topology, head, classes.length);
    return {
      topology: renamed(withFrozen(topology, frozen, origins), name),
      notes: notes.map((note) => `${path}: ${note}`),
      // What is trained for no epochs was trained elsewhere, for these classes or others.
      remedies: config.document.training.epochs > 0 ? OF_TRAINED : OF_GIVEN,
      place,
      ...(weights && {
        readWeights: (needed) => readWeights(path, weights, { weights: needed, origins, fresh }),
      }),
    };
  });
}

/** @returns with the name of the layer that has no weights yet, if there is one */
function withHead(
  topology: Topology,
  head: RunDocument['network']['head'],
  classes: number,
): { readonly topology: Topology; readonly fresh: string | undefined } {
  if (head === 'given') return { topology, fresh: undefined };
  if (head === 'softmax') return { topology: withSoftmax(topology), fresh: undefined };
  const { head: fresh, ...changed } = withFreshHead(topology, classes);
  return { ...changed, fresh };
}

function renamed({ class_name, config }: Topology, name = config['name']!): Topology {
  return { class_name, config: { ...config, name } };
}

/** Does what reads a list, of which mistakes then say where they stand. */
function toldAt<Result>(place: (path: LayerPlace) => string, action: () => Result): Result {
  try {
    return action();
  } catch (error) {
    if (!(error instanceof NetworkMistake)) throw error;
    throw new ChorusError('invalid', `${place(error.path)}: ${error.message}`);
  }
}

async function told<Result>(
  place: DescribedNetwork['place'],
  action: () => Promise<Result>,
): Promise<Result> {
  try {
    return await action();
  } catch (error) {
    if (!(error instanceof NetworkMistake)) throw error;
    const [kind, layer] = error.path;
    const where = place(kind === 'layers' && typeof layer === 'string' ? layer : undefined);
    throw new ChorusError('invalid', `${where}: ${error.message}`);
  }
}
