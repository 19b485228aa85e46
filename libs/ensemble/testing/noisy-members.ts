/** Members that see the same evidence, each with an error of its own, and are surer than they should be. */
export interface NoisyMembers {
  /** Each member's probabilities, [samples, classes]. */
  readonly members: Float32Array[];
  /** The labels, [samples]; every class has some. */
  readonly labels: Int32Array;
}

/** @param seed of the generator: the same seed, the same members */
export function noisyMembers(
  count: number,
  samples: number,
  classes: number,
  seed = 1,
): NoisyMembers {
  const normal = normalsOf(seed);
  const labels = Int32Array.from({ length: samples }, (_, sample) => sample % classes);
  const evidence = Float64Array.from({ length: samples * classes }, (_, index) => {
    const isLabel = index % classes === labels[Math.floor(index / classes)];
    return 1.5 * normal() + (isLabel ? 2 : 0);
  });
  const members = Array.from({ length: count }, () => {
    const values = evidence.map((value) => Math.exp(2 * (value + 0.8 * normal())));
    for (let start = 0; start < values.length; start += classes) {
      const row = values.subarray(start, start + classes);
      const total = row.reduce((sum, value) => sum + value, 0);
      for (let index = 0; index < classes; index++) row[index]! /= total;
    }
    return Float32Array.from(values);
  });
  return { members, labels };
}

/** Normal numbers by Box and Muller, from Numerical Recipes' linear congruential generator. */
function normalsOf(seed: number): () => number {
  let state = seed;
  const uniform = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state + 0.5) / 2 ** 32;
  };
  return () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
}
