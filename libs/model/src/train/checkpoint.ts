/**
 * A checkpoint as bytes, which say themselves what they hold:
 *
 * | Bytes        | Content                                                                     |
 * | ------------ | --------------------------------------------------------------------------- |
 * | 7            | `CHORUSC`, ASCII                                                            |
 * | 1            | version of the format, an ASCII digit: `2`, or `3` with an average or best  |
 * |              | weights                                                                     |
 * | 4            | length of the header in bytes, unsigned, little endian                      |
 * | that many    | header, JSON in UTF-8: epoch, step, weights [{name, shape}], optimizer      |
 * |              | {name, state [{name, shape}]}, perhaps average [{name, shape}], perhaps     |
 * |              | best {epoch, loss, weights [{name, shape}]}                                 |
 * | the rest     | float32, little endian, without gaps: the values of each weight in the      |
 * |              | header's order, then those of each tensor of the optimizer's state, of the  |
 * |              | average, and of the best weights                                            |
 *
 * Version 1, which is read as well, has no `optimizer` in its header: it is always Adam, whose `mean`
 * and `square` have as many values each as all the weights have together.
 *
 * Little endian is how the processor has them in memory, on every processor that Node.js and
 * TensorFlow support.
 */
import { bytesOf } from '@chorus/data';
import { TrainingError } from '../training-error.ts';

/**
 * Where a member's training stands between two epochs: all that it needs to go on as if it had
 * never been interrupted. There is no state of a random generator in it, because there is none in
 * Chorus: every random number is a function of seed, epoch and step, so `epoch` says it all.
 */
export interface Checkpoint {
  /** Epochs finished, 1 or more. */
  readonly epoch: number;
  /** Steps taken in them. */
  readonly step: number;
  /** All weights of the network, in its order, those without a gradient among them. */
  readonly weights: readonly CheckpointTensor[];
  /** The optimizer that took the steps. */
  readonly optimizer: {
    readonly name: string;
    /** The tensors that it keeps from step to step, in its order. */
    readonly state: readonly CheckpointTensor[];
  };
  /** The average of each weight, where the training has one. */
  readonly average?: readonly CheckpointTensor[] | undefined;
  /** The best weights so far, where the training keeps them. */
  readonly best?: BestWeights | undefined;
}

/** The weights of the epoch with the lowest validation loss. */
export interface BestWeights {
  /** The epoch's number, from 1 through all epochs. */
  readonly epoch: number;
  readonly loss: number;
  readonly weights: readonly CheckpointTensor[];
}

/** One tensor of a {@link Checkpoint}. */
export interface CheckpointTensor {
  /** The tensor's name: a weight's is layer and weight, for example `conv1/kernel`. */
  readonly name: string;
  /** Sizes of the dimensions. */
  readonly shape: readonly number[];
  /** Values in C order. */
  readonly values: Float32Array;
}

type NamedShape = Omit<CheckpointTensor, 'values'>;

/** The tensors of a checkpoint, or of its header. */
interface Tensors<Tensor> {
  readonly weights: readonly Tensor[];
  readonly optimizer: { readonly state: readonly Tensor[] };
  readonly average?: readonly Tensor[] | undefined;
  readonly best?: { readonly weights: readonly Tensor[] } | undefined;
}

/** What is written before the numbers. */
interface Header {
  readonly epoch: number;
  readonly step: number;
  readonly weights: readonly NamedShape[];
  readonly optimizer: { readonly name: string; readonly state: readonly NamedShape[] };
  readonly average?: readonly NamedShape[];
  readonly best?: Omit<BestWeights, 'weights'> & { readonly weights: readonly NamedShape[] };
}

const MAGIC = Buffer.from('CHORUSC', 'latin1');
const VERSION = '2';
const VERSION_WITH_MORE = '3';
const READ_VERSIONS = ['1', VERSION, VERSION_WITH_MORE];
const LENGTH_AT = MAGIC.length + VERSION.length;
const HEADER_AT = LENGTH_AT + 4;
const FLOAT_BYTES = Float32Array.BYTES_PER_ELEMENT;

const REMEDY = 'resume from another checkpoint, or train the member from its start';

/** The bytes of a checkpoint, laid out as above. They share no memory with it. */
export function encodeCheckpoint(checkpoint: Checkpoint): Uint8Array<ArrayBuffer> {
  const { epoch, step, weights, optimizer, average, best } = checkpoint;
  const header: Header = {
    epoch,
    step,
    weights: weights.map(withoutValues),
    optimizer: { name: optimizer.name, state: optimizer.state.map(withoutValues) },
    ...(average && { average: average.map(withoutValues) }),
    ...(best && { best: { ...best, weights: best.weights.map(withoutValues) } }),
  };
  const text = Buffer.from(JSON.stringify(header), 'utf8');
  const length = Buffer.alloc(HEADER_AT - LENGTH_AT);
  length.writeUInt32LE(text.length);
  const tensors = tensorsOf(checkpoint);
  const version = Buffer.from(average || best ? VERSION_WITH_MORE : VERSION, 'latin1');
  return joined([MAGIC, version, length, text, ...tensors.map(({ values }) => bytesOf(values))]);
}

/**
 * The checkpoint that bytes hold; it shares no memory with them. Whether it is one of the model
 * that is to be trained is for `trainMember` to say.
 *
 * @throws TrainingError `bad-checkpoint` when they are something else, or are too few or too many
 */
export function decodeCheckpoint(bytes: Uint8Array): Checkpoint {
  const { header, dataAt } = readHeader(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length));
  const { epoch, step, weights, optimizer, average, best } = header;
  const values = tensorsOf(header).reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  const expectedBytes = dataAt + values * FLOAT_BYTES;
  if (bytes.length !== expectedBytes) throw wrongLength(bytes, `${expectedBytes}`);
  let offset = dataAt;
  const withValues = (tensor: NamedShape): CheckpointTensor => {
    const end = offset + sizeOf(tensor.shape) * FLOAT_BYTES;
    const values = floatsOf(bytes.subarray(offset, end));
    offset = end;
    return { ...tensor, values };
  };
  return {
    epoch,
    step,
    weights: weights.map(withValues),
    optimizer: { name: optimizer.name, state: optimizer.state.map(withValues) },
    ...(average && { average: average.map(withValues) }),
    ...(best && { best: { ...best, weights: best.weights.map(withValues) } }),
  };
}

/** All tensors, in the order in which their values are written. */
function tensorsOf<Tensor>({ weights, optimizer, average = [], best }: Tensors<Tensor>): Tensor[] {
  return [...weights, ...optimizer.state, ...average, ...(best?.weights ?? [])];
}

function withoutValues({ name, shape }: CheckpointTensor): NamedShape {
  return { name, shape };
}

function readHeader(bytes: Buffer): { header: Header; dataAt: number } {
  const seen = Math.min(bytes.length, MAGIC.length);
  if (!bytes.subarray(0, seen).equals(MAGIC.subarray(0, seen))) {
    throw badCheckpoint(`this does not begin as a checkpoint of Chorus does: ${REMEDY}`);
  }
  const version = bytes.toString('latin1', MAGIC.length, LENGTH_AT);
  if (version !== '' && !READ_VERSIONS.includes(version)) {
    throw badCheckpoint(
      `the checkpoint has format version ${JSON.stringify(version)}, and this Chorus reads ` +
        `versions up to "${VERSION_WITH_MORE}": resume with the Chorus that wrote it`,
    );
  }
  const dataAt = bytes.length < HEADER_AT ? Infinity : HEADER_AT + bytes.readUInt32LE(LENGTH_AT);
  if (bytes.length < dataAt) throw wrongLength(bytes, 'a whole header');
  const parsed = parse(bytes.toString('utf8', HEADER_AT, dataAt));
  const header = version === '1' ? withAdam(parsed) : parsed;
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

/** The floats, copied: they must lie at a multiple of four bytes, and within a checkpoint they need not. */
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

/** The header of version 1 as one of version 2. */
function withAdam(header: unknown): unknown {
  const { weights } = (header ?? {}) as Partial<Header>;
  if (!areTensors(weights)) return header;
  const parameters = weights.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  const state = ['mean', 'square'].map((name) => ({ name, shape: [parameters] }));
  return { ...(header as object), optimizer: { name: 'adam', state } };
}

function isHeader(value: unknown): value is Header {
  if (typeof value !== 'object' || value === null) return false;
  const { epoch, step, weights, optimizer, average, best } = value as Partial<Header>;
  if (!isCount(epoch) || !isCount(step) || !areTensors(weights)) return false;
  if (average !== undefined && !areTensors(average)) return false;
  if (best !== undefined && !(isCount(best.epoch) && areTensors(best.weights))) return false;
  return typeof optimizer?.name === 'string' && areTensors(optimizer.state);
}

function areTensors(value: unknown): value is readonly NamedShape[] {
  return Array.isArray(value) && value.every(isTensor);
}

function isTensor(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { name, shape } = value as Partial<NamedShape>;
  return typeof name === 'string' && Array.isArray(shape) && shape.every(isCount);
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) > 0;
}
