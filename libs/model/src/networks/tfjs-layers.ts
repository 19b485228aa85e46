/** What we use of tfjs-layers' classes beyond their public types (`tfjs-layers/src/engine/topology.ts`). */
import * as tf from '@tensorflow/tfjs';

/** What a layer is called with beside its inputs. */
export interface CallArguments {
  readonly training?: boolean;
  readonly mask?: tf.Tensor;
}

/** What a layer computes of its inputs, of which most have one. */
export type LayerCall = (
  inputs: tf.Tensor | tf.Tensor[],
  args: CallArguments,
) => tf.Tensor | tf.Tensor[];

/** Where a layer is used. */
export interface LayerNode {
  readonly inboundLayers: readonly TfjsLayer[];
  /** The shapes of what it gives there; null is the batch. */
  readonly outputShapes: readonly (readonly (number | null)[])[];
}

/** A function that gives initial values. */
export interface Initializer {
  /** Its seed, if it draws numbers. */
  seed?: number | null | undefined;
  apply(shape: readonly number[], dtype?: tf.DataType): tf.Tensor;
  getClassName(): string;
  getConfig(): Readonly<Record<string, unknown>>;
}

/** A penalty on a weight's values. */
export interface Regularizer {
  apply(value: tf.Tensor): tf.Scalar;
}

/** What keeps a weight's values within bounds. */
export interface Constraint {
  apply(value: tf.Tensor): tf.Tensor;
}

/** A weight of a layer. */
export interface LayerWeight {
  readonly originalName: string;
  readonly shape: readonly number[];
  trainable: boolean;
  read(): tf.Tensor;
  write(next: tf.Tensor): unknown;
}

/** A layer, a cell of a recurrent layer, or a network that is one of another's layers. */
export interface TfjsLayer {
  readonly name: string;
  trainable: boolean;
  readonly trainableWeights: readonly LayerWeight[];
  readonly weights: readonly LayerWeight[];
  readonly inboundNodes: readonly LayerNode[];
  readonly outboundNodes: readonly LayerNode[];
  /** A network's. */
  readonly layers?: readonly TfjsLayer[];
  readonly outputs?: readonly { readonly sourceLayer: TfjsLayer }[];
  call: LayerCall;
  getClassName(): string;
  addWeight: AddWeight;
}

/** How a layer gets a weight. */
export type AddWeight = (
  name: string,
  shape: readonly number[],
  dtype: tf.DataType | undefined,
  initializer: Initializer,
  regularizer?: Regularizer,
  trainable?: boolean,
  constraint?: Constraint,
) => LayerWeight;

/** The one input of a layer that has one. */
export function soleInput(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
  return Array.isArray(inputs) ? inputs[0]! : inputs;
}

/** The prototype of all layers. */
export const LAYER_PROTOTYPE = tf.layers.Layer.prototype as unknown as TfjsLayer;
