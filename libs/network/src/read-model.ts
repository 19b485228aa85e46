/**
 * Models as Keras 2, Keras 3 and tfjs write them in JSON, as the one form that networks have here: a graph of layers,
 * those of models within the model among them.
 */
import { GraphBuilder, type LayerOutput, type NamelessLayer } from './graph-builder.ts';
import { show } from './fields.ts';
import { isOfKeras3, withExactHardSigmoid } from './hard-sigmoid.ts';
import { isMap } from './named-objects.ts';
import { NetworkMistake, within } from './network-mistake.ts';
import type { Topology } from './topology.ts';
import { translateLayer, type LayerJson } from './translate-layer.ts';

type Plain = Readonly<Record<string, unknown>>;

/** A network that was written as a model. */
export interface ReadModel {
  readonly topology: Topology;
  /** The names that its layers have in the model, with those of the models that they are in, by their names here. */
  readonly origins: ReadonlyMap<string, string>;
  /** What was odd, and what was done about it. */
  readonly notes: readonly string[];
}

const MODELS = ['Sequential', 'Functional', 'Model'];

/** A layer's output as a model names it. */
type Reference = readonly [layer: string, node: number];

/**
 * Reads a model.
 *
 * @param json `model.to_json()` of Keras, or `model_config` of a model.json
 * @param sampleShape the shape of the samples that it is for
 * @throws NetworkMistake when it is no model of one input and one output, has a layer that is not known, or takes
 *   samples of another shape
 */
export function readModel(json: unknown, sampleShape: readonly number[]): ReadModel {
  const { class_name, config } = modelJson(json);
  const graph = new GraphBuilder(sampleShape);
  const notes: string[] = [];
  const name = typeof config['name'] === 'string' ? config['name'] : 'network';
  checkInput(inputShapeOf({ class_name, config }), sampleShape);
  checkPrecision(config, notes);
  const origins = new Map<string, string>();
  const keras3 = isOfKeras3({ class_name, config });
  const model = openModel(
    { class_name, config },
    { graph, origins, keras3, prefix: '', trainable: true },
  );
  return { topology: graph.finish(name, model.call(graph.input)), origins, notes };
}

/** @throws NetworkMistake when it is no model */
function modelJson(json: unknown): LayerJson {
  const { class_name, config } = isMap(json) ? json : {};
  // Once a Sequential was its list of layers.
  const settings = Array.isArray(config) ? { layers: config } : config;
  if (MODELS.includes(String(class_name)) && isMap(settings) && Array.isArray(settings['layers'])) {
    return { class_name: String(class_name), config: settings };
  }
  throw new NetworkMistake(
    'it is no model of Keras: it needs a class_name, such as Sequential or Functional, and a config with layers',
  );
}

/** The shape of a batch that the model says it takes; undefined where it says none. */
function inputShapeOf({ class_name, config }: LayerJson): unknown {
  const layers = layersOf(config);
  const [first] =
    class_name === 'Sequential'
      ? layers
      : layers.filter(({ class_name: layer }) => layer === 'InputLayer');
  if (!first) return undefined;
  const { batch_input_shape, batch_shape } = first.config;
  const own = batch_input_shape ?? batch_shape ?? config['build_input_shape'];
  return own === undefined && MODELS.includes(first.class_name) ? inputShapeOf(first) : own;
}

function checkInput(batchShape: unknown, sampleShape: readonly number[]): void {
  if (!Array.isArray(batchShape)) return;
  const shape = batchShape.slice(1) as (number | null)[];
  const fits =
    shape.length === sampleShape.length &&
    shape.every((size, axis) => size === null || size === sampleShape[axis]);
  if (fits) return;
  const has = `[${shape.map((size) => size ?? 'any').join(', ')}]`;
  throw new NetworkMistake(
    `it takes samples of ${has}, and the samples of this dataset are [${sampleShape.join(', ')}]`,
  );
}

function checkPrecision(config: Plain, notes: string[]): void {
  const names = layersOf(config).map(({ config: { dtype } }) => {
    const policy = isMap(dtype) && isMap(dtype['config']) ? dtype['config']['name'] : dtype;
    return typeof policy === 'string' ? policy : 'float32';
  });
  const odd = names.find((name) => /^(mixed_|float16|bfloat16|float64)/.test(name));
  if (odd === undefined) return;
  notes.push(`the model's precision, ${odd}, is not taken over: the section 'training' has one`);
}

function layersOf(config: Plain): readonly LayerJson[] {
  const layers = config['layers'] as readonly unknown[];
  return layers.map((layer, index) => {
    const { class_name, config: settings } = isMap(layer) ? layer : {};
    if (typeof class_name === 'string' && isMap(settings)) return layer as LayerJson;
    throw new NetworkMistake(
      `layer ${index + 1} is ${show(layer)}: it needs a class_name and a config`,
      ['layers', index],
    );
  });
}

/** Where the layers of a model go. */
interface Destination {
  readonly graph: GraphBuilder;
  readonly origins: Map<string, string>;
  /** Whether Keras 3 wrote the model. */
  readonly keras3: boolean;
  /** `body/`: the models that the model is in. */
  readonly prefix: string;
  /** Whether none of them is frozen. */
  readonly trainable: boolean;
}

/** What can be called on an input: a layer, or a model of layers. Called again it has the same weights. */
interface Callable {
  call(...inputs: readonly LayerOutput[]): LayerOutput;
}

function openModel(json: LayerJson, { trainable, ...others }: Destination): Callable {
  const destination = { ...others, trainable: trainable && json.config['trainable'] !== false };
  return json.class_name === 'Sequential' && !('input_layers' in json.config)
    ? openSequential(json.config, destination)
    : openGraph(json.config, destination);
}

function openLayer(json: LayerJson, destination: Destination): Callable {
  const name = String(json.config['name'] ?? json.class_name.toLowerCase());
  if (MODELS.includes(json.class_name)) {
    const { prefix, ...others } = destination;
    return openModel(modelJson(json), { ...others, prefix: `${prefix}${name}/` });
  }
  const { graph, origins, prefix, keras3 } = destination;
  const translated = within(['layers', name], () => translateNamed(name, json, keras3));
  const layers = translated.map((layer) => ({
    ...layer,
    trainable: layer.trainable && destination.trainable,
  }));
  const added: string[] = [];
  return {
    call(...inputs) {
      return layers.reduce<readonly LayerOutput[]>((given, layer, index) => {
        const known = added[index];
        if (known !== undefined) return [graph.callAgain(known, given)];
        const output = graph.add(layer, given, graph.freeName(name));
        added.push(output.layer);
        origins.set(output.layer, prefix + name);
        return [output];
      }, inputs)[0]!;
    },
  };
}

function translateNamed(name: string, json: LayerJson, keras3: boolean): readonly NamelessLayer[] {
  try {
    const layer = translateLayer(json);
    return keras3 ? withExactHardSigmoid(layer) : [layer];
  } catch (error) {
    if (!(error instanceof NetworkMistake)) throw error;
    throw new NetworkMistake(`layer '${name}': ${error.message}`, error.path);
  }
}

function openSequential(config: Plain, destination: Destination): Callable {
  const layers = layersOf(config)
    .filter(({ class_name }) => class_name !== 'InputLayer')
    .map((layer) => openLayer(layer, destination));
  if (layers.length === 0) throw new NetworkMistake('it has no layers');
  return {
    call(...inputs) {
      const [input] = onlyOne(inputs, 'a model within it', 'inputs');
      return layers.reduce((x, layer) => layer.call(x), input);
    },
  };
}

function openGraph(config: Plain, destination: Destination): Callable {
  const layers = new Map(
    layersOf(config).map((json) => [nameOf(json), { json, nodes: nodesOf(json) }]),
  );
  const [input] = onlyOne(references(config['input_layers']), 'it', 'inputs');
  const [output] = onlyOne(references(config['output_layers']), 'it', 'outputs');
  const opened = new Map<string, Callable>();
  const openOnce = (name: string, json: LayerJson) => {
    if (!opened.has(name)) opened.set(name, openLayer(json, destination));
    return opened.get(name)!;
  };
  return {
    call(...inputs) {
      const [given] = onlyOne(inputs, 'a model within it', 'inputs');
      const outputs = new Map<string, LayerOutput>([[String([input[0], 0]), given]]);
      const give = (reference: Reference): LayerOutput => {
        const key = String(reference);
        if (!outputs.has(key)) outputs.set(key, compute(reference));
        return outputs.get(key)!;
      };
      const compute = ([name, node]: Reference): LayerOutput => {
        const layer = layers.get(name);
        const takes = layer?.nodes[node];
        if (!takes) throw new NetworkMistake(`nothing gives output ${node} of layer '${name}'`);
        return openOnce(name, layer.json).call(...takes.map(give));
      };
      return give(output);
    },
  };
}

function nameOf(json: LayerJson): string {
  const { name = json.config['name'] } = json as LayerJson & { readonly name?: unknown };
  return String(name);
}

/** What a layer takes, each time that it is called. */
function nodesOf(json: LayerJson): readonly (readonly Reference[])[] {
  const { inbound_nodes: nodes } = json as LayerJson & { readonly inbound_nodes?: unknown };
  const all = Array.isArray(nodes) ? (nodes as unknown[]) : [];
  return all.map((node) =>
    isMap(node) ? tensorsOf(node, nameOf(json)) : references(node as readonly unknown[]),
  );
}

/** What a call of Keras 3 takes: `{args: […], kwargs: {…}}`. */
function tensorsOf({ args, kwargs }: Plain, layer: string): Reference[] {
  const settings = Object.entries(isMap(kwargs) ? kwargs : {});
  const [odd] = settings.filter(([, value]) => value !== null && value !== false);
  if (odd) {
    throw new NetworkMistake(`layer '${layer}' is called with '${odd[0]}', which is not known`);
  }
  const given = (args as readonly unknown[]).flat();
  return given.map((tensor) => {
    const { class_name, config } = isMap(tensor) ? tensor : {};
    if (class_name === '__keras_tensor__' && isMap(config)) {
      const [name, node] = config['keras_history'] as [string, number];
      return [name, node];
    }
    throw new NetworkMistake(
      `layer '${layer}' is called on ${show(tensor)}: it must be called on what layers give`,
    );
  });
}

/** `[['dense', 0, 0]]`, or of Keras 3 `['dense', 0, 0]`. */
function references(value: unknown): Reference[] {
  const list = Array.isArray(value) ? (value as unknown[]) : [];
  const all = typeof list[0] === 'string' ? [list] : list;
  return all.map((reference) => {
    const [name, node, output] = Array.isArray(reference) ? (reference as unknown[]) : [];
    if (typeof name === 'string' && typeof node === 'number' && output === 0) return [name, node];
    throw new NetworkMistake(`${show(reference)} names no layer's output`);
  });
}

function onlyOne<Item>(items: readonly Item[], who: string, what: string): readonly [Item] {
  const [item] = items;
  if (items.length === 1) return [item!];
  throw new NetworkMistake(`${who} has ${items.length} ${what}: a network here has one`);
}
