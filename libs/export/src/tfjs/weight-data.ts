import { bytesOf } from '@chorus/data';
import { DATA_TYPES, type DataType } from '@chorus/model';
import type { GraphNode } from '../graph/ensemble-graph.ts';

/** An entry of a weights manifest. */
export interface WeightEntry {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: 'float32' | 'int32' | 'bool' | 'string';
}

/** The types that TensorFlow.js has, by TensorFlow's. */
const TYPES: ReadonlyMap<DataType, WeightEntry['dtype']> = new Map([
  [DATA_TYPES.float32, 'float32'],
  [DATA_TYPES.int32, 'int32'],
  [DATA_TYPES.bool, 'bool'],
  [DATA_TYPES.string, 'string'],
]);

/** A constant as a weight of TensorFlow.js: its entry, and its bytes. */
export function weightOf({ name, outputs, values }: GraphNode): [WeightEntry, Uint8Array] {
  const { dtype, shape } = outputs[0]!;
  const entry = { name, shape: shape as readonly number[], dtype: TYPES.get(dtype)! };
  if (dtype === DATA_TYPES.string) return [entry, textBytes(values as readonly string[])];
  return [entry, bytesOf(values as Float32Array)];
}

/** Texts as `tf.io.decodeWeights` reads them: each behind its length in bytes, a uint32. */
function textBytes(texts: readonly string[]): Uint8Array {
  return Buffer.concat(
    texts.flatMap((text) => {
      const bytes = Buffer.from(text);
      const length = Buffer.alloc(4);
      length.writeUInt32LE(bytes.length);
      return [length, bytes];
    }),
  );
}
