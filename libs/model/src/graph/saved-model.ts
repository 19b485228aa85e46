import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import protobuf from 'protobufjs';
import type { DataType } from '../backends/tensorflow/node-backend.ts';

/** A node as in TensorFlow's `node_def.proto`. */
export interface NodeDef {
  /** The node's name: letters, digits and underscores. */
  readonly name: string;
  readonly op: string;
  /** The node's inputs: `node:output`, then, for nodes that must have run before, `^node`. */
  readonly input?: readonly string[];
  readonly attr?: Readonly<Record<string, AttrValue>>;
}

/** An attribute as in TensorFlow's `attr_value.proto`: one field is set. */
export interface AttrValue {
  readonly list?: {
    readonly i?: readonly number[];
    readonly f?: readonly number[];
    readonly b?: readonly boolean[];
  };
  readonly s?: Uint8Array;
  readonly i?: number;
  readonly f?: number;
  readonly b?: boolean;
  readonly type?: DataType;
  readonly shape?: TensorShape;
  readonly tensor?: {
    readonly dtype: DataType;
    readonly tensorShape: TensorShape;
    readonly tensorContent?: Uint8Array;
    /** The values of a tensor of texts, in UTF-8. */
    readonly stringVal?: readonly Uint8Array[];
  };
}

/** A tensor that a graph is called with, or gives, as in `meta_graph.proto`. */
export interface TensorInfo {
  /** Node and output: `images:0`. */
  readonly name: string;
  readonly dtype: DataType;
  readonly tensorShape: TensorShape;
}

/** What a graph is called with and gives, by the names that callers know. */
export interface SignatureDef {
  readonly inputs: Readonly<Record<string, TensorInfo>>;
  readonly outputs: Readonly<Record<string, TensorInfo>>;
  /** `tensorflow/serving/predict`, for one. */
  readonly methodName: string;
}

/** What a saved model says of its graph, beside the nodes. */
export interface SavedModelDescription {
  /** The tags by which the graph is loaded. */
  readonly tags: readonly string[];
  readonly signatures: Readonly<Record<string, SignatureDef>>;
}

/** A shape as in TensorFlow's `tensor_shape.proto`. */
export interface TensorShape {
  /** Of any size: -1. */
  readonly dim: readonly { readonly size: number }[];
}

/** The tag by which {@link withSavedModel}'s graph is loaded. */
export const TAG = 'step';

/** The graph's version. TensorFlow 2.21's own is higher; what this one may hold has been settled for long. */
const GRAPH_VERSION = 1205;

const SavedModel = protobuf
  .loadSync(fileURLToPath(new URL('saved-model.proto', import.meta.url)))
  .lookupType('tensorflow.SavedModel');

/**
 * The file `saved_model.pb` of a graph without saved variables.
 *
 * @param description by default that of graphs that this process alone loads
 */
export function encodeSavedModel(
  nodes: readonly NodeDef[],
  { tags, signatures }: SavedModelDescription = { tags: [TAG], signatures: {} },
): Uint8Array {
  const graphDef = { node: nodes, versions: { producer: GRAPH_VERSION } };
  return SavedModel.encode(
    SavedModel.create({
      savedModelSchemaVersion: 1,
      metaGraphs: [{ metaInfoDef: { tags }, graphDef, signatureDef: signatures }],
    }),
  ).finish();
}

/**
 * Has `load` read the graph from a folder, which exists only while it runs.
 *
 * @throws whatever `load` throws
 */
export function withSavedModel<T>(nodes: readonly NodeDef[], load: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'chorus-step-'));
  try {
    writeFileSync(join(folder, 'saved_model.pb'), encodeSavedModel(nodes));
    return load(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
