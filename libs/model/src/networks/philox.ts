/**
 * What TensorFlow's `StatelessRandomUniform` gives, in JavaScript: Philox 4x32-10 (Salmon et al.,
 * "Parallel Random Numbers: As Easy as 1, 2, 3", 2011), the key and the counter drawn from the seed
 * by Philox itself (`GenerateKey` in `tensorflow/core/kernels/stateless_random_ops.cc`).
 *
 * @param count how many; fewer are the first of more
 * @param seed two integers, 0 to 2^31 - 1
 * @returns [count], float32, uniform over the multiples of 2^-23 from 0 to below 1
 */
export function philoxUniform(
  count: number,
  seed: readonly [first: number, second: number],
): Float32Array {
  const start = philox(Uint32Array.of(seed[0], 0, seed[1], 0), SCRAMBLE[0], SCRAMBLE[1]);
  const [key0, key1] = start as unknown as [number, number];
  const uniform = new Float32Array(count);
  const counter = new Uint32Array(4);
  for (let first = 0; first < count; first += 4) {
    counter.set([first / 4, 0, start[2]!, start[3]!]);
    const words = philox(counter, key0, key1);
    for (let word = 0; word < Math.min(4, count - first); word++) {
      uniform[first + word] = uniformOf(words[word]!);
    }
  }
  return uniform;
}

/** A word as a number, uniform over the multiples of 2^-23 from 0 to below 1. */
export function uniformOf(word: number): number {
  return (word & 0x7f_ffff) / 2 ** 23;
}

/** The key with which TensorFlow scrambles a seed. */
const SCRAMBLE = [0x3ec8_f720, 0x0246_1e29] as const;

const MULTIPLIERS = [0xd251_1f53, 0xcd9e_8d57] as const;
const WEYL = [0x9e37_79b9, 0xbb67_ae85] as const;
const ROUNDS = 10;

/**
 * Encrypts a counter: Philox 4x32-10 itself.
 *
 * @param counter [4], which is overwritten with the result and returned
 */
export function philox(counter: Uint32Array, key0: number, key1: number): Uint32Array {
  // Numbers that are no elements of an array are several times faster.
  let [word0, word1, word2, word3] = [counter[0]!, counter[1]!, counter[2]!, counter[3]!];
  for (let round = 0; round < ROUNDS; round++) {
    const first = (highProduct(MULTIPLIERS[1], word2) ^ word1 ^ key0) >>> 0;
    const third = (highProduct(MULTIPLIERS[0], word0) ^ word3 ^ key1) >>> 0;
    word1 = Math.imul(MULTIPLIERS[1], word2);
    word3 = Math.imul(MULTIPLIERS[0], word0);
    word0 = first;
    word2 = third;
    key0 = (key0 + WEYL[0]) | 0;
    key1 = (key1 + WEYL[1]) | 0;
  }
  counter[0] = word0;
  counter[1] = word1;
  counter[2] = word2;
  counter[3] = word3;
  return counter;
}

/** The upper 32 bits of the product of two words. */
function highProduct(one: number, other: number): number {
  const high = one >>> 16;
  const low = one & 0xffff;
  const otherHigh = other >>> 16;
  const otherLow = other & 0xffff;
  const middle = high * otherLow + ((low * otherLow) >>> 16);
  const carry = low * otherHigh + (middle & 0xffff);
  return high * otherHigh + Math.floor(middle / 2 ** 16) + Math.floor(carry / 2 ** 16);
}
