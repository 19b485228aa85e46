import { SeededRandom } from '../random.ts';
import { mutate } from './mutate.ts';

/** The seed of what is drawn; CHORUS_FUZZ_SEED takes another. */
export const FUZZ_SEED = Number(process.env['CHORUS_FUZZ_SEED'] ?? 1);

/** Copies of a file with some bytes changed, among them sizes that become huge. */
export function* mutantsOf(name: string, bytes: Buffer, count: number): Generator<Buffer> {
  const random = SeededRandom.from(FUZZ_SEED, 'mutants', name);
  for (let made = 0; made < count; made++) {
    const base = random.below(3) === 0 ? withHugeSize(bytes, random) : bytes;
    yield base === bytes || random.below(2) === 0 ? mutate(base, random) : base;
  }
}

/** Bytes that count in readers as a huge size. */
function withHugeSize(bytes: Buffer, random: SeededRandom): Buffer {
  const changed = Buffer.from(bytes);
  const at = random.below(bytes.length);
  changed.fill(0xff, at, Math.min(bytes.length, at + 1 + random.below(4)));
  if (at + 4 < changed.length) changed[at + 4] = random.below(8);
  return changed;
}
