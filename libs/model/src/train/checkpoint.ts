/**
 * A checkpoint as bytes, which say themselves what they hold:
 *
 * | Bytes        | Content                                                                     |
 * | ------------ | --------------------------------------------------------------------------- |
 * | 7            | `CHORUSC`, ASCII                                                            |
 * | 1            | version of the format, an ASCII digit: `1`                                  |
 * | 4            | length of the header in bytes, unsigned, little endian                      |
 * | that many    | header, JSON in UTF-8: epoch, step, weights [{name, shape}]                 |
 * | the rest     | float32, little endian, without gaps: the values of each weight in the      |
 * |              | header's order, then Adam's `mean`, then its `square`, each as many values  |
 * |              | as all the weights have together                                            |
 *
 * Little endian is how the processor has them in memory, on every processor that Node.js and
 * TensorFlow support.
 */
import { bytesOf } from '@chorus/data';
import type { AdamState } from '../optimizers/adam.ts';
import { TrainingError } from '../training-error.ts';

/**
 * Where a member's training stands between two epochs: all that it needs to go on as if it had
 * never been interrupted. There is no state of a random generator in it, because there is none in
 * Chorus: every random number is a function of seed, epoch and step, so `epoch` says it all.
 */
export interface Checkpoint {
  /** Epochs finished, 1 or more. */
  readonly epoch: number;
  /** In the order of `cnnWeights`. */
  readonly weights: readonly CheckpointWeight[];
  readonly adam: AdamState;
}

/** One weight tensor of a {@link Checkpoint}. */
export interface CheckpointWeight {
  /** Layer and weight, for example `conv1/kernel`. */
  readonly name: string;
  /** Sizes of the dimensions. */
  readonly shape: readonly number[];
  /** In C order. */
  readonly values: Float32Array;
}

/** What is written before the numbers. */
interface Header {
  readonly epoch: number;
  readonly step: number;
  readonly weights: readonly Pick<CheckpointWeight, 'name' | 'shape'>[];
}

const MAGIC = Buffer.from('CHORUSC', 'latin1');
const VERSION = Buffer.from('1', 'latin1');
const LENGTH_AT = MAGIC.length + VERSION.length;
const HEADER_AT = LENGTH_AT + 4;
const FLOAT_BYTES = Float32Array.BYTES_PER_ELEMENT;

const REMEDY = 'resume from another checkpoint, or train the member from its start';

/** The bytes of a checkpoint, laid out as above. They share no memory with it. */
export function encodeCheckpoint({ epoch, weights, adam }: Checkpoint): Uint8Array<ArrayBuffer> {
  const shapes = weights.map(({ name, shape }) => ({ name, shape }));
  const header: Header = { epoch, step: adam.step, weights: shapes };
  const text = Buffer.from(JSON.stringify(header), 'utf8');
  const length = Buffer.alloc(HEADER_AT - LENGTH_AT);
  length.writeUInt32LE(text.length);
  const values = [...weights.map((weight) => weight.values), adam.mean, adam.square];
  return joined([MAGIC, VERSION, length, text, ...values.map(bytesOf)]);
}

/**
 * The checkpoint that bytes hold; it shares no memory with them. Whether it is one of the model
 * that is to be trained is for `trainMember` to say.
 *
 * @throws TrainingError `bad-checkpoint` when they are something else, or are too few or too many
 */
export function decodeCheckpoint(bytes: Uint8Array): Checkpoint {
  const { header, dataAt } = readHeader(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length));
  const { epoch, step } = header;
  const sizes = header.weights.map(({ shape }) => sizeOf(shape));
  const parameters = sizes.reduce((sum, size) => sum + size, 0);
  const expectedBytes = dataAt + 3 * parameters * FLOAT_BYTES;
  if (bytes.length !== expectedBytes) throw wrongLength(bytes, `${expectedBytes}`);
  let offset = dataAt;
  const take = (size: number) => floatsOf(bytes.subarray(offset, (offset += size * FLOAT_BYTES)));
  const weights = header.weights.map((weight, index) => ({
    ...weight,
    values: take(sizes[index]!),
  }));
  return { epoch, weights, adam: { step, mean: take(parameters), square: take(parameters) } };
}

function readHeader(bytes: Buffer): { header: Header; dataAt: number } {
  const seen = Math.min(bytes.length, MAGIC.length);
  if (!bytes.subarray(0, seen).equals(MAGIC.subarray(0, seen))) {
    throw badCheckpoint(`this does not begin as a checkpoint of Chorus does: ${REMEDY}`);
  }
  const version = bytes.subarray(MAGIC.length, LENGTH_AT);
  if (version.length === VERSION.length && !version.equals(VERSION)) {
    throw badCheckpoint(
      `the checkpoint has format version ${JSON.stringify(version.toString('latin1'))}, and this ` +
        `Chorus reads version "${VERSION}": resume with the Chorus that wrote it`,
    );
  }
  const dataAt = bytes.length < HEADER_AT ? Infinity : HEADER_AT + bytes.readUInt32LE(LENGTH_AT);
  if (bytes.length < dataAt) throw wrongLength(bytes, 'a whole header');
  const header = parse(bytes.toString('utf8', HEADER_AT, dataAt));
  if (!isHeader(header)) throw badCheckpoint(`the checkpoint's header makes no sense: ${REMEDY}`);
  return { header, dataAt };
}

function wrongLength(bytes: Uint8Array, expected: string): TrainingError {
  return badCheckpoint(
    `the checkpoint has ${bytes.length} bytes instead of ${expected}: fetch it again, or ${REMEDY}`,
  );
}

function badCheckpoint(message: string): TrainingError {
  return new TrainingError('bad-checkpoint', message);
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}

/** Copied: floats must lie at a multiple of four bytes, and within a checkpoint they need not. */
function floatsOf(bytes: Uint8Array): Float32Array {
  return new Float32Array(new Uint8Array(bytes).buffer);
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isHeader(value: unknown): value is Header {
  if (typeof value !== 'object' || value === null) return false;
  const { epoch, step, weights } = value as Partial<Header>;
  return isCount(epoch) && isCount(step) && Array.isArray(weights) && weights.every(isWeight);
}

function isWeight(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { name, shape } = value as Partial<CheckpointWeight>;
  return typeof name === 'string' && Array.isArray(shape) && shape.every(isCount);
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) > 0;
}
