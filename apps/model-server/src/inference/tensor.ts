import { ChorusError } from '@chorus/proto';

/** Numbers of the protocol's types; those of 64 bits are converted. */
type NumberArray =
  | Uint8Array
  | Int8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array
  | BigUint64Array
  | BigInt64Array
  | Float32Array
  | Float64Array;

/** The arrays that hold the numbers of each type. */
const ARRAYS = {
  BOOL: Uint8Array,
  UINT8: Uint8Array,
  UINT16: Uint16Array,
  UINT32: Uint32Array,
  UINT64: BigUint64Array,
  INT8: Int8Array,
  INT16: Int16Array,
  INT32: Int32Array,
  INT64: BigInt64Array,
  FP32: Float32Array,
  FP64: Float64Array,
} as const;

/** The protocol's types of elements that are known here. */
export type Datatype = keyof typeof ARRAYS | 'BYTES';

/** What a tensor is, as the protocol says it. */
export interface TensorFacts {
  readonly name: string;
  readonly datatype: Datatype;
  /** Sizes of the dimensions; in a model's metadata -1 for any. */
  readonly shape: readonly number[];
}

/** A tensor with its elements, in C order. */
export interface Tensor extends TensorFacts {
  /** Texts where the type is BYTES. */
  readonly data: NumberArray | readonly string[];
}

/** What somebody says of a tensor: anything. */
export interface ClaimedTensor {
  readonly name: string;
  readonly datatype: string;
  readonly shape: readonly number[];
}

/**
 * A tensor whose elements are given as bytes: little endian, or of BYTES each text behind its length in 4 bytes.
 *
 * @throws ChorusError `invalid`, naming the tensor
 */
export function tensorOfBytes(claimed: ClaimedTensor, bytes: Uint8Array): Tensor {
  const facts = factsOf(claimed);
  const count = elementsOf(facts.shape);
  if (facts.datatype === 'BYTES') return withCount({ ...facts, data: textsOf(facts, bytes) });
  const Kind = ARRAYS[facts.datatype];
  if (bytes.byteLength !== count * Kind.BYTES_PER_ELEMENT) {
    const needs = count * Kind.BYTES_PER_ELEMENT;
    throw aboutInput(facts, `has ${bytes.byteLength} bytes, and its shape and type need ${needs}`);
  }
  const aligned = bytes.byteOffset % Kind.BYTES_PER_ELEMENT === 0 ? bytes : new Uint8Array(bytes);
  return { ...facts, data: new Kind(aligned.buffer as ArrayBuffer, aligned.byteOffset, count) };
}

/**
 * A tensor whose elements are given as values, flat or nested.
 *
 * @throws ChorusError `invalid`, naming the tensor
 */
export function tensorOfValues(claimed: ClaimedTensor, values: unknown): Tensor {
  const facts = factsOf(claimed);
  if (!Array.isArray(values)) throw aboutInput(facts, 'has no data');
  const flat: unknown[] = values.some(Array.isArray) ? values.flat(Infinity) : values;
  if (facts.datatype === 'BYTES') return withCount({ ...facts, data: flat.map(String) });
  const odd = flat.find((value) => typeof value !== 'number' && typeof value !== 'boolean');
  if (odd !== undefined) {
    throw aboutInput(facts, `holds ${JSON.stringify(odd)}: it must be a number`);
  }
  return withCount({ ...facts, data: numbersOf(facts, flat as number[]) });
}

function numbersOf(facts: TensorFacts, values: readonly number[]): NumberArray {
  const { datatype } = facts;
  if (datatype === 'INT64' || datatype === 'UINT64') {
    const fraction = values.find((value) => !Number.isSafeInteger(Number(value)));
    if (fraction !== undefined) {
      throw aboutInput(facts, `holds ${fraction}, which is not ${datatype}`);
    }
    return ARRAYS[datatype].from(values.map((value) => BigInt(value)));
  }
  const numbers = ARRAYS[datatype as 'FP64'].from(values);
  const isWhole = !datatype.startsWith('FP');
  // What does not fit an array of whole numbers is another number there.
  const odd = isWhole ? values.findIndex((value, at) => numbers[at] !== Number(value)) : -1;
  if (odd >= 0) throw aboutInput(facts, `holds ${values[odd]}, which is not ${datatype}`);
  return numbers;
}

/** The elements as numbers. @throws ChorusError `invalid` when they are texts */
export function numbersIn({ data, ...facts }: Tensor): Float64Array {
  if (!ArrayBuffer.isView(data)) throw aboutInput(facts, 'holds texts: it must hold numbers');
  return Float64Array.from(data as Float64Array, Number);
}

/** The elements as texts. @throws ChorusError `invalid` when they are numbers */
export function textsIn({ data, ...facts }: Tensor): readonly string[] {
  if (!ArrayBuffer.isView(data)) return data;
  throw aboutInput(facts, 'holds numbers: it must be BYTES');
}

/** The elements as the protocol's raw bytes. */
export function bytesOfTensor({ data }: Tensor): Buffer {
  if (ArrayBuffer.isView(data)) return Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  return Buffer.concat(
    data.flatMap((text) => {
      const bytes = Buffer.from(text, 'utf8');
      const length = Buffer.alloc(4);
      length.writeUInt32LE(bytes.length);
      return [length, bytes];
    }),
  );
}

/** What is wrong with an input, as one line. */
export function aboutInput({ name }: { readonly name: string }, problem: string): ChorusError {
  return new ChorusError('invalid', `input '${name}' ${problem}`);
}

function factsOf({ name, datatype, shape }: ClaimedTensor): TensorFacts {
  const isKnown = datatype === 'BYTES' || Object.hasOwn(ARRAYS, datatype);
  if (!isKnown) {
    const known = [...Object.keys(ARRAYS), 'BYTES'].join(', ');
    throw aboutInput({ name }, `has the datatype '${datatype}': it must be one of ${known}`);
  }
  const isShape =
    shape.length > 0 && shape.every((size) => Number.isSafeInteger(size) && size >= 0);
  if (!isShape) throw aboutInput({ name }, `has the shape [${shape.join(', ')}], which is none`);
  return { name, datatype: datatype as Datatype, shape };
}

function elementsOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

function withCount(tensor: Tensor): Tensor {
  const needs = elementsOf(tensor.shape);
  if (tensor.data.length === needs) return tensor;
  throw aboutInput(tensor, `has ${tensor.data.length} elements, and its shape needs ${needs}`);
}

function textsOf(facts: TensorFacts, bytes: Uint8Array): string[] {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const texts: string[] = [];
  for (let at = 0; at < buffer.length;) {
    const end = at + 4 + (at + 4 <= buffer.length ? buffer.readUInt32LE(at) : Infinity);
    if (end > buffer.length) throw aboutInput(facts, 'is cut off');
    texts.push(buffer.toString('utf8', at + 4, end));
    at = end;
  }
  return texts;
}
