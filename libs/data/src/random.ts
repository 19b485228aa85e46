import { createHash } from 'node:crypto';

/**
 * The seed of one part of something seeded: of a member, a layer, an epoch's shuffle. Different
 * paths give unrelated seeds, the same path always the same.
 *
 * It is the first four bytes, little endian, of SHA-256 over the JSON text of `[seed, ...path]`,
 * so that anyone can compute it again.
 *
 * @returns an integer from 0 to 2^32 - 1
 */
export function deriveSeed(seed: number, ...path: readonly (string | number)[]): number {
  return digest(seed, path).readUInt32LE(0);
}

function digest(seed: number, path: readonly (string | number)[]): Buffer {
  return createHash('sha256')
    .update(JSON.stringify([seed, ...path]))
    .digest();
}

/**
 * A stream of random numbers that is the same on every machine, since it uses integers only:
 * xoshiro128** 1.1 (Blackman and Vigna, "Scrambled Linear Pseudorandom Number Generators", 2021,
 * https://prng.di.unimi.it/xoshiro128starstar.c). Not for secrets.
 */
export class SeededRandom {
  readonly #state: Uint32Array; // [4], not all zero

  /** @param state four words, not all zero; `SeededRandom.from` makes them from a seed. */
  constructor(state: Uint32Array) {
    this.#state = Uint32Array.from(state);
  }

  /** The stream of this seed and path; see {@link deriveSeed} about paths. */
  static from(seed: number, ...path: readonly (string | number)[]): SeededRandom {
    const bytes = digest(seed, path);
    return new SeededRandom(Uint32Array.of(...[0, 4, 8, 12].map((at) => bytes.readUInt32LE(at))));
  }

  /** The next number, uniform over 0 to 2^32 - 1. */
  nextUint32(): number {
    const state = this.#state;
    const result = Math.imul(rotateLeft(Math.imul(state[1]!, 5), 7), 9) >>> 0;
    const shifted = state[1]! << 9;
    state[2]! ^= state[0]!;
    state[3]! ^= state[1]!;
    state[1]! ^= state[2]!;
    state[0]! ^= state[3]!;
    state[2]! ^= shifted;
    state[3] = rotateLeft(state[3]!, 11);
    return result;
  }

  /** A number, uniform over the multiples of 2^-32 from `low` to below `high`; 0 to 1 without arguments. */
  uniform(low = 0, high = 1): number {
    return low + (high - low) * (this.nextUint32() / 2 ** 32);
  }

  /** A number, uniform over 0 to `count` - 1, every one exactly equally likely; `count` is 1 to 2^32. */
  below(count: number): number {
    const fair = 2 ** 32 - (2 ** 32 % count);
    let value = this.nextUint32();
    while (value >= fair) value = this.nextUint32();
    return value % count;
  }
}

function rotateLeft(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}
