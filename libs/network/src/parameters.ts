/** Shapes and numbers of parameters without tfjs: of the kinds of layers of which networks by name are made. */
import { NetworkMistake } from './network-mistake.ts';
import { layersOf, nameOf, type GraphLayer } from './topology-layers.ts';
import type { JsonObject, Topology } from './topology.ts';

/** What a layer makes of one sample, and the values of its weights. */
interface Made {
  readonly shape: readonly number[];
  readonly parameters: number;
}

type Make = (config: JsonObject, inputs: readonly (readonly number[])[]) => Made;

const unchanged: Make = (_, [shape = []]) => ({ shape, parameters: 0 });
const channels: Make = (_, [shape = []]) => ({ shape: shape.slice(-1), parameters: 0 });

const MAKES: Readonly<Record<string, Make>> = {
  Activation: unchanged,
  Add: unchanged,
  Dropout: unchanged,
  ReLU: unchanged,
  Rescaling: unchanged,
  Reshape(config, [shape = []]) {
    const sizes = listIn(config, 'target_shape', isSizeOrOpen);
    const rest = product(shape) / product(sizes.map((size) => size ?? 1));
    return { shape: sizes.map((size) => size ?? rest), parameters: 0 };
  },
  Cropping2D(config, [shape = []]) {
    const sides = listIn(config, 'cropping', areNumbers);
    const cropped = shape.map((size, axis) => size - sum(sides[axis] ?? []));
    return { shape: cropped, parameters: 0 };
  },
  Embedding(config, [shape = []]) {
    const [inputs, width] = [numberIn(config, 'input_dim'), numberIn(config, 'output_dim')];
    return { shape: [...shape, width], parameters: inputs * width };
  },
  Concatenate(config, shapes) {
    const [first = []] = shapes;
    const axis = numberIn(config, 'axis');
    const along = axis < 0 ? first.length + axis : axis - 1;
    if (first[along] === undefined) throw mistaken(config, 'axis', 'one of its input');
    const joined = sum(shapes.map((shape) => shape[along]!));
    return { shape: first.with(along, joined), parameters: 0 };
  },
  Flatten: (_, [shape = []]) => ({ shape: [product(shape)], parameters: 0 }),
  GlobalAveragePooling2D: channels,
  GlobalMaxPooling2D: channels,
  MaxPooling2D: (config, [shape = []]) => ({
    shape: [...windows(config, 'pool_size', shape), shape.at(-1)!],
    parameters: 0,
  }),
  BatchNormalization: ({ center, scale }, [shape = []]) => ({
    shape,
    parameters: (2 + Number(center) + Number(scale)) * shape.at(-1)!,
  }),
  Dense(config, [shape = []]) {
    const units = numberIn(config, 'units');
    const parameters = shape.at(-1)! * units + biases(config, units);
    return { shape: [...shape.slice(0, -1), units], parameters };
  },
  Conv2D(config, [shape = []]) {
    const filters = numberIn(config, 'filters');
    const kernel = product(listIn(config, 'kernel_size', isNumber)) * shape.at(-1)! * filters;
    return {
      shape: [...windows(config, 'kernel_size', shape), filters],
      parameters: kernel + biases(config, filters),
    };
  },
};

/**
 * How many values the weights of a network have, those without a gradient among them.
 *
 * @returns undefined where it has a layer of another kind than networks by name have
 * @throws NetworkMistake about a layer that leaves nothing of its input, or lacks a setting
 */
export function countParameters(topology: Topology): number | undefined {
  const shapes = new Map<string, readonly number[]>();
  let total = 0;
  for (const layer of layersOf(topology)) {
    const made = make(layer, shapes);
    if (!made) return undefined;
    const name = nameOf(layer);
    if (!made.shape.every((size) => size > 0)) {
      const words = `layer '${name}' leaves nothing: it would give [${made.shape.join(', ')}]`;
      throw new NetworkMistake(words, ['layers', name]);
    }
    shapes.set(name, made.shape);
    total += made.parameters;
  }
  return total;
}

function make(layer: GraphLayer, shapes: ReadonlyMap<string, readonly number[]>) {
  const { class_name, config, inbound_nodes } = layer;
  if (class_name === 'InputLayer') {
    const [, ...shape] = listIn(config, 'batch_input_shape', isSizeOrOpen) as number[];
    return { shape, parameters: 0 };
  }
  const inputs = inbound_nodes.length === 1 && inbound_nodes[0]!.map(([name]) => shapes.get(name));
  if (!inputs || inputs.includes(undefined)) return undefined;
  return MAKES[class_name]?.(config, inputs as number[][]);
}

/** Height and width of what windows make of an image; `size` is the setting that says how large they are. */
function windows(config: JsonObject, size: string, shape: readonly number[]): number[] {
  const sizes = listIn(config, size, isNumber);
  return listIn(config, 'strides', isNumber).map((stride, axis) => {
    const covered = config['padding'] === 'same' ? 1 : sizes[axis]!;
    return Math.floor((shape[axis]! - covered) / stride) + 1;
  });
}

function numberIn(config: JsonObject, setting: string): number {
  const value = config[setting];
  if (!isNumber(value)) throw mistaken(config, setting, 'a number');
  return value;
}

function listIn<Item>(
  config: JsonObject,
  setting: string,
  isItem: (value: unknown) => value is Item,
): Item[] {
  const value: unknown = config[setting];
  if (Array.isArray(value) && value.every(isItem)) return value;
  throw mistaken(config, setting, 'a list of sizes');
}

function mistaken(config: JsonObject, setting: string, what: string): NetworkMistake {
  const name = nameOf({ class_name: '', config });
  return new NetworkMistake(`${setting} of layer '${name}' must be ${what}`, ['layers', name]);
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number';
}

/** What is open follows from the rest. */
function isSizeOrOpen(value: unknown): value is number | null {
  return value === null || isNumber(value);
}

function areNumbers(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every(isNumber);
}

function biases(config: JsonObject, count: number): number {
  return config['use_bias'] ? count : 0;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}

/** How many values a tensor of this shape has. */
export function product(shape: readonly number[]): number {
  return shape.reduce((size, each) => size * each, 1);
}
