/** A value that JSON can hold. */
export type Json =
  string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** Names and values, as a layer or a network is configured with. */
export type JsonObject = Readonly<Record<string, Json>>;

/**
 * A network: Keras' `model_config` as tfjs writes it, by `tf.LayersModel.toJSON(null, false)` without the versions. It
 * is all that says what a network is; its input layer has the shape of a sample, its last layer a unit for each class.
 */
export interface Topology {
  /** `Model`, a graph of layers, or `Sequential`, one layer after the other. */
  readonly class_name: string;
  readonly config: JsonObject;
}

/** A layer of a {@link Topology}. */
export interface LayerTopology {
  readonly class_name: string;
  readonly config: JsonObject;
}
