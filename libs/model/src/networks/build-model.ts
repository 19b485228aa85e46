import * as tf from '@tensorflow/tfjs';
import type { Json, JsonObject, Topology } from '@chorus/network';
import {
  type AddWeight,
  type Constraint,
  type Initializer,
  LAYER_PROTOTYPE,
  type LayerWeight,
  type Regularizer,
  type TfjsLayer,
} from './tfjs-layers.ts';

/** A weight that a layer asks for when it is built. */
export interface WeightRequest {
  readonly layer: TfjsLayer;
  /** Layer and weight, for example `conv1/kernel`. */
  readonly name: string;
  readonly shape: readonly number[];
  readonly initializer: Initializer;
  readonly regularizer: Regularizer | undefined;
  readonly constraint: Constraint | undefined;
  /** Whether it has a gradient. */
  readonly hasGradient: boolean;
}

/** A network as tfjs builds it, with what its layers asked for. */
export interface BuiltModel {
  readonly model: tf.LayersModel;
  readonly requests: readonly WeightRequest[];
}

/**
 * Builds a network whose layers have the weights that `weightOf` gives. Where it makes no tensors, none are made.
 *
 * @param weightOf undefined: variables of zeros
 * @throws what tfjs says of a topology that it cannot build
 */
export function buildModel(
  { class_name, config }: Topology,
  weightOf?: (request: WeightRequest) => LayerWeight,
): BuiltModel {
  const requests: WeightRequest[] = [];
  const { addWeight } = LAYER_PROTOTYPE;
  const zeros = tf.initializers.zeros() as unknown as Initializer;
  LAYER_PROTOTYPE.addWeight = function (this: TfjsLayer, ...call: Parameters<AddWeight>) {
    const [name, shape, dtype, initializer, regularizer, trainable = true, constraint] = call;
    const request: WeightRequest = {
      layer: this,
      name: scopedName(name, shape),
      shape,
      initializer,
      regularizer: regularizer ?? undefined,
      constraint: constraint ?? undefined,
      hasGradient: trainable,
    };
    requests.push(request);
    if (!weightOf) return addWeight.call(this, name, shape, dtype, zeros, undefined, trainable);
    const weight = weightOf(request);
    weightsOf(this, trainable).push(weight);
    return weight;
  };
  try {
    const { classNameMap } = tf.serialization.SerializationMap.getMap();
    const [cls, fromConfig] = classNameMap[class_name] ?? [];
    if (!cls || !fromConfig) throw new Error(`${class_name} is no network that tfjs knows`);
    const model = fromConfig(cls, inCamelCase(config, 'config') as tf.serialization.ConfigDict);
    return { model: model as unknown as tf.LayersModel, requests };
  } finally {
    LAYER_PROTOTYPE.addWeight = addWeight;
  }
}

/** The name that tfjs gives a weight: after the layers that are being built. */
function scopedName(name: string, shape: readonly number[]): string {
  const { originalName } = new tf.SymbolicTensor('float32', [...shape], null!, [], {}, name);
  return originalName!;
}

function weightsOf(layer: TfjsLayer, trainable: boolean): LayerWeight[] {
  const { _trainableWeights, _nonTrainableWeights } = layer as unknown as Record<
    '_trainableWeights' | '_nonTrainableWeights',
    LayerWeight[]
  >;
  return trainable ? _trainableWeights : _nonTrainableWeights;
}

/** Keys of lists that begin with the name of a layer. */
const NODES: ReadonlySet<string> = new Set(['inboundNodes', 'inputLayers', 'outputLayers']);

/** A configuration in tfjs' own spelling, as `tf.loadLayersModel` makes it of Keras' (`convertPythonicToTs`). */
function inCamelCase(value: Json, key: string): unknown {
  if (typeof value === 'string') return camelCase(value);
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) {
    return value.map((each: Json, index) =>
      index === 0 && typeof each === 'string' && NODES.has(key) ? each : inCamelCase(each, key),
    );
  }
  return Object.fromEntries(
    Object.entries(value as JsonObject).map(([name, each]) => {
      if (name === 'name' && typeof each === 'string') return [name, each];
      const camel = camelCase(name);
      return [camel, inCamelCase(each, camel)];
    }),
  );
}

function camelCase(name: string): string {
  return name.length > 1
    ? name.replace(/_+(\w|$)/g, (_, first: string) => first.toUpperCase())
    : name;
}
