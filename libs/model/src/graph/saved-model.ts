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
    readonly tensorContent: Uint8Array;
  };
}

/** A shape as in TensorFlow's `tensor_shape.proto`. */
export interface TensorShape {
  readonly dim: readonly { readonly size: number }[];
}

/** The tag by which {@link withSavedModel}'s graph is loaded. */
export const TAG = 'step';

/** The graph's version. TensorFlow 2.21's own is higher; what this one may hold has been settled for long. */
const GRAPH_VERSION = 1205;

const SavedModel = protobuf
  .loadSync(fileURLToPath(new URL('saved-model.proto', import.meta.url)))
  .lookupType('tensorflow.SavedModel');

/** The file `saved_model.pb` of a graph without saved variables. */
export function encodeSavedModel(nodes: readonly NodeDef[]): Uint8Array {
  const graphDef = { node: nodes, versions: { producer: GRAPH_VERSION } };
  return SavedModel.encode(
    SavedModel.create({
      savedModelSchemaVersion: 1,
      metaGraphs: [{ metaInfoDef: { tags: [TAG] }, graphDef }],
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
