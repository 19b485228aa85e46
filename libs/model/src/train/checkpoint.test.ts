import { bytesOf } from '@chorus/data';
import { describe, expect, test } from 'vitest';
import { type Checkpoint, decodeCheckpoint, encodeCheckpoint } from './checkpoint.ts';
import { TrainingError } from '../training-error.ts';

const ODD = Float32Array.of(-0, 1e-45, -3.4028234663852886e38, 0.1, NaN, Infinity);

const CHECKPOINT: Checkpoint = {
  epoch: 2,
  step: 12,
  weights: [
    { name: 'größe/kernel', shape: [2, 3], values: ODD },
    { name: 'größe/bias', shape: [1], values: Float32Array.of(7) },
  ],
  optimizer: {
    name: 'adam',
    state: [
      { name: 'mean', shape: [7], values: Float32Array.of(1, 2, 3, 4, 5, 6, 7) },
      { name: 'square', shape: [7], values: Float32Array.of(11, 12, 13, 14, 15, 16, 17) },
    ],
  },
};

/** An optimizer that keeps nothing, as a header has it. */
const NO_STATE = '"optimizer":{"name":"sgd","state":[]}';

/** The bytes of {@link CHECKPOINT}, to be spoilt. */
const encoded = () => Buffer.from(encodeCheckpoint(CHECKPOINT));

/** The bytes of a checkpoint with this header and no numbers. */
function withHeader(text: string, version = 2): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(Buffer.byteLength(text));
  return Buffer.concat([Buffer.from(`CHORUSC${version}`), length, Buffer.from(text)]);
}

function refusal(bytes: Uint8Array): TrainingError {
  try {
    decodeCheckpoint(bytes);
  } catch (error) {
    expect(error).toBeInstanceOf(TrainingError);
    expect(error).toMatchObject({ code: 'bad-checkpoint' });
    return error as TrainingError;
  }
  throw new Error('it was not refused');
}

test('a checkpoint that was encoded is decoded the same, -0, subnormal and NaN included', () => {
  expect(decodeCheckpoint(encodeCheckpoint(CHECKPOINT))).toEqual(CHECKPOINT);
});

test('an average and the best weights, its loss to the bit, are decoded the same, in version 3', () => {
  const average = [{ name: 'größe/bias', shape: [1], values: Float32Array.of(-8) }];
  const best = { epoch: 1, loss: 0.1 + 0.2, weights: CHECKPOINT.weights };
  for (const more of [{ average }, { best }, { average, best }]) {
    const bytes = encodeCheckpoint({ ...CHECKPOINT, ...more });
    expect(decodeCheckpoint(bytes)).toEqual({ ...CHECKPOINT, ...more });
    expect(String.fromCharCode(bytes[7]!)).toBe('3');
  }
  expect(String.fromCharCode(encodeCheckpoint(CHECKPOINT)[7]!)).toBe('2');
});

test('it is decoded from anywhere in a larger buffer, and shares no memory with it', () => {
  for (const offset of [0, 1, 2, 3]) {
    const buffer = Buffer.concat([Buffer.alloc(offset), encoded(), Buffer.alloc(5)]);
    const bytes = buffer.subarray(offset, buffer.length - 5);
    const decoded = decodeCheckpoint(bytes);
    bytes.fill(0xff);
    expect(decoded).toEqual(CHECKPOINT);
  }
});

test('values that are a part of a larger array are encoded alone', () => {
  const values = Float32Array.of(9, ...ODD, 9).subarray(1, 1 + ODD.length);
  const [kernel, bias] = CHECKPOINT.weights;
  const part = { ...CHECKPOINT, weights: [{ ...kernel!, values }, bias!] };
  expect(encoded().equals(encodeCheckpoint(part))).toBe(true);
});

test('the bytes are laid out as documented', () => {
  const bytes = encoded();
  expect(bytes.toString('latin1', 0, 8)).toBe('CHORUSC2');
  const dataAt = 12 + bytes.readUInt32LE(8);
  expect(JSON.parse(bytes.toString('utf8', 12, dataAt))).toEqual({
    epoch: 2,
    step: 12,
    weights: [
      { name: 'größe/kernel', shape: [2, 3] },
      { name: 'größe/bias', shape: [1] },
    ],
    optimizer: {
      name: 'adam',
      state: [
        { name: 'mean', shape: [7] },
        { name: 'square', shape: [7] },
      ],
    },
  });
  const data = bytes.subarray(dataAt);
  const floats = Array.from({ length: data.length / 4 }, (_, index) => data.readFloatLE(4 * index));
  const [mean, square] = CHECKPOINT.optimizer.state;
  expect(floats).toEqual([...ODD, 7, ...mean!.values, ...square!.values]);
});

test("a checkpoint of version 1, whose header does not speak of Adam, is read as one of Adam's", () => {
  const { epoch, step, weights, optimizer } = CHECKPOINT;
  const shapes = weights.map(({ name, shape }) => ({ name, shape }));
  const header = withHeader(JSON.stringify({ epoch, step, weights: shapes }), 1);
  const values = [...weights, ...optimizer.state].map((tensor) => bytesOf(tensor.values));
  expect(decodeCheckpoint(Buffer.concat([header, ...values]))).toEqual(CHECKPOINT);
});

describe('decoding refuses', () => {
  test.for(['something else', 'CHORUSD1 is a dataset file', 'CHO!'])('%o', (text) => {
    expect(refusal(Buffer.from(text)).message).toMatch(/does not begin as a checkpoint.*resume/);
  });

  test('another version of the format, which it names', () => {
    const bytes = encoded();
    bytes.write('4', 7, 'latin1');
    expect(refusal(bytes).message).toMatch(/version "4".*versions up to "3": resume with/);
  });

  test('the bytes cut off anywhere, with how many there are', () => {
    const bytes = encoded();
    for (let length = 0; length < bytes.length; length++) {
      const { message } = refusal(bytes.subarray(0, length));
      expect(message).toContain(`the checkpoint has ${length} bytes instead of `);
    }
    const { message } = refusal(bytes.subarray(0, -1));
    expect(message).toContain(`instead of ${bytes.length}: fetch it again, or resume from another`);
  });

  test('more bytes than it has numbers', () => {
    const bytes = encoded();
    const { message } = refusal(Buffer.concat([bytes, Buffer.alloc(4)]));
    expect(message).toContain(`has ${bytes.length + 4} bytes instead of ${bytes.length}`);
  });

  test.for([
    '{"epoch":1',
    'null',
    '[]',
    `{"epoch":0,"step":1,"weights":[],${NO_STATE}}`,
    `{"epoch":1,"step":0.5,"weights":[],${NO_STATE}}`,
    `{"epoch":1,"step":1,${NO_STATE}}`,
    `{"epoch":1,"step":1,"weights":[null],${NO_STATE}}`,
    `{"epoch":1,"step":1,"weights":[{"name":1,"shape":[1]}],${NO_STATE}}`,
    `{"epoch":1,"step":1,"weights":[{"name":"w","shape":[-1]}],${NO_STATE}}`,
    '{"epoch":1,"step":1,"weights":[]}',
    '{"epoch":1,"step":1,"weights":[],"optimizer":null}',
    '{"epoch":1,"step":1,"weights":[],"optimizer":{"name":1,"state":[]}}',
    '{"epoch":1,"step":1,"weights":[],"optimizer":{"name":"adam","state":[{}]}}',
  ])('the header %s', (text) => {
    expect(refusal(withHeader(text)).message).toMatch(/header makes no sense: resume/);
  });

  test.for(['null', '{"epoch":1,"step":1}', '{"epoch":1,"step":1,"weights":[null]}'])(
    'the header %s of version 1',
    (text) => {
      expect(refusal(withHeader(text, 1)).message).toMatch(/header makes no sense: resume/);
    },
  );
});
