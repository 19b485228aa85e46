/** A peer that speaks HTTP/2 frame by frame, or sends what is none. */
import fc, { type Arbitrary } from 'fast-check';
import type { Dial } from './dial.ts';
import { hangAfter } from './hang-after.ts';

/** A frame, as often as it is sent. */
interface Frame {
  readonly type: number;
  readonly flags: number;
  readonly stream: number;
  readonly payload: Buffer;
  /** How much longer it says that it is. */
  readonly lie: number;
  readonly times: number;
}

const PREFACE = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');
const SETTINGS: Frame = {
  type: 4,
  flags: 0,
  stream: 0,
  payload: Buffer.alloc(0),
  lie: 0,
  times: 1,
};

/** A call's headers in HPACK: `:method: POST`, `:scheme: http`, `:path: /x`, literally; and some that are none. */
const HEADER_BLOCKS = [
  Buffer.from('8386' + '44022f78', 'hex'),
  Buffer.from('838604022f78' + '0f2b036170701002746508747261696c657273', 'hex'),
  Buffer.from('3fe1ff3f', 'hex'), // a table of another size
  Buffer.from('ffffffffff7f', 'hex'), // an entry that is not there
  Buffer.from('40' + '7f9a0a' + 'ff', 'hex'), // a name that is longer than the block
  Buffer.alloc(4_000, 0x82),
];

const payloads = fc.oneof(
  fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
  fc.constantFrom(
    ...HEADER_BLOCKS,
    Buffer.alloc(8),
    Buffer.alloc(4),
    Buffer.alloc(5),
    Buffer.alloc(16_384),
    Buffer.from('00030000ffff', 'hex'),
    Buffer.from('000400000000', 'hex'),
  ),
);

const frame: Arbitrary<Frame> = fc.record({
  type: fc.oneof({ weight: 9, arbitrary: fc.nat(9) }, { weight: 1, arbitrary: fc.nat(255) }),
  flags: fc.oneof(fc.constantFrom(0, 1, 4, 5, 8, 0x20), fc.nat(255)),
  stream: fc.oneof(fc.constantFrom(0, 1, 3, 5), fc.nat(0x7fff_ffff)),
  payload: payloads,
  lie: fc.oneof(
    { weight: 9, arbitrary: fc.constant(0) },
    { weight: 1, arbitrary: fc.constantFrom(-1, 1, 100_000) },
  ),
  times: fc.oneof(
    { weight: 9, arbitrary: fc.constant(1) },
    { weight: 1, arbitrary: fc.constantFrom(10, 500) },
  ),
});

/** What is sent over one connection: bytes, and how many frames they are. */
export interface SentFrames {
  readonly bytes: Buffer;
  readonly frames: number;
}

/** Frames of all kinds behind the beginning of a connection. */
export const mutatedFrames: Arbitrary<SentFrames> = fc
  .array(frame, { minLength: 1, maxLength: 20 })
  .map((frames) => ({
    bytes: Buffer.concat([PREFACE, ...[SETTINGS, ...frames].flatMap(written)]),
    frames: frames.reduce((count, { times }) => count + times, 0),
  }));

/** Bytes that are no HTTP/2: at random, the beginning of other protocols, and a greeting of TLS with some bits turned. */
export const junk: Arbitrary<SentFrames> = fc
  .oneof(
    fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
    fc.constantFrom(
      PREFACE.subarray(0, 10),
      Buffer.from('GET / HTTP/1.1\r\n\r\n'),
      Buffer.from('SSH-2.0-x\r\n'),
    ),
    fc
      .tuple(fc.nat(4), fc.nat(255), fc.uint8Array({ maxLength: 600 }))
      .map(([minor, type, bytes]) => {
        const head = Buffer.from([type % 2 ? 22 : type, 3, minor, 0, 0]);
        head.writeUInt16BE(bytes.length, 3);
        return Buffer.concat([head, bytes]);
      }),
  )
  .map((bytes) => ({ bytes, frames: 1 }));

function written({ type, flags, stream, payload, lie, times }: Frame): Buffer[] {
  const head = Buffer.alloc(9);
  head.writeUIntBE(Math.max(0, payload.length + lie), 0, 3);
  head.set([type, flags], 3);
  head.writeUInt32BE(stream, 5);
  const once = Buffer.concat([head, payload]);
  return Array.from({ length: Math.min(times, Math.ceil(100_000 / once.length)) }, () => once);
}

/**
 * Sends bytes over a connection of their own, and ends its side of it.
 *
 * @returns when the other side has ended it, too
 * @throws Error when it has not after a minute
 */
export async function sendRaw(dial: Dial, bytes: Buffer): Promise<void> {
  const socket = dial();
  const closed = new Promise<void>((resolve) => socket.on('close', () => resolve()));
  socket.resume();
  socket.end(bytes);
  try {
    await hangAfter(closed, 'the connection');
  } finally {
    socket.destroy();
  }
}
