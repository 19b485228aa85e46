import type { Fields } from './fields.ts';
import type { JsonObject } from './topology.ts';

/** A kind of layer: what may be said of one. */
export interface LayerKind {
  readonly fields: Fields;
  /** The field that is meant where a value stands for all fields: `dense: 10`. */
  readonly main?: string;
  /** Whether it takes several inputs and makes one of them. */
  readonly merges?: true;
  /** The layers of which one may be its field `layer`, which does the work. */
  readonly wraps?: (kind: LayerKind) => boolean;
  /** Fields that Keras fills in by way of others. */
  readonly complete?: (config: JsonObject) => JsonObject;
}
