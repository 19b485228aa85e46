import type { SeededRandom } from '../random.ts';

/** Bytes at which readers that count in signed or unsigned numbers turn over. */
const EDGES = [0, 1, 0x20, 0x7f, 0x80, 0xff];

/** The bytes with one to four small faults, as disks, networks and careless programs make them. */
export function mutate(bytes: Buffer, random: SeededRandom): Buffer {
  let mutated = bytes;
  const faults = 1 + random.below(4);
  for (let fault = 0; fault < faults; fault++) {
    mutated = FAULTS[random.below(FAULTS.length)]!(mutated, random);
  }
  return mutated;
}

type Fault = (bytes: Buffer, random: SeededRandom) => Buffer;

/** A place in the file, in half of the cases among its first or last 200 bytes, where formats keep their facts. */
function place(bytes: Buffer, random: SeededRandom): number {
  const near = random.below(Math.min(200, bytes.length) || 1);
  return [near, Math.max(0, bytes.length - 1 - near), random.below(bytes.length || 1), near][
    random.below(4)
  ]!;
}

const FAULTS: readonly Fault[] = [
  (bytes, random) => withByte(bytes, place(bytes, random), (byte) => byte ^ (1 << random.below(8))),
  (bytes, random) =>
    withByte(bytes, place(bytes, random), () => EDGES[random.below(EDGES.length)]!),
  (bytes, random) => withByte(bytes, place(bytes, random), () => random.below(256)),
  (bytes, random) => withDigit(bytes, random),
  (bytes, random) => bytes.subarray(0, place(bytes, random)),
  (bytes, random) => Buffer.concat([bytes, bytes.subarray(0, random.below(40))]),
  (bytes, random) => {
    const at = place(bytes, random);
    const length = random.below(20);
    return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + length)]);
  },
  (bytes, random) => {
    const at = place(bytes, random);
    return Buffer.concat([bytes.subarray(0, at), bytes.subarray(0, 8), bytes.subarray(at)]);
  },
];

function withByte(bytes: Buffer, at: number, change: (byte: number) => number): Buffer {
  const changed = Buffer.from(bytes);
  if (at < changed.length) changed[at] = change(changed[at]!);
  return changed;
}

/** Another digit where there is one in the first bytes: headers in text stay readable, and lie. */
function withDigit(bytes: Buffer, random: SeededRandom): Buffer {
  const digits = [...bytes.subarray(0, 128).entries()].filter(
    ([, byte]) => byte >= 0x30 && byte <= 0x39,
  );
  if (digits.length === 0) return bytes;
  const [at] = digits[random.below(digits.length)]!;
  return withByte(bytes, at, () => 0x30 + random.below(10));
}
