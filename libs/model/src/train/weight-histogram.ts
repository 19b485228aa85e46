/** The distribution of one weight tensor's values, as TensorBoard's event files hold it. */
export interface WeightHistogram {
  /** Layer and weight, for example `conv1/kernel`. */
  readonly name: string;
  readonly min: number;
  readonly max: number;
  /** The number of values. */
  readonly count: number;
  readonly sum: number;
  readonly sumSquares: number;
  /** Right edges of the buckets, increasing; each bucket ends below its edge. */
  readonly bucketLimits: number[];
  /** The number of values in each bucket. */
  readonly bucketCounts: number[];
}

/**
 * The histogram of some values in TensorFlow's default buckets: edges ±1e-12 × 1.1^k up to 1e20, 0
 * and the largest double; a run of empty buckets is written as one. Source: `InitDefaultBuckets`
 * and `EncodeToProto` in TensorFlow's `xla/tsl/lib/histogram/histogram.cc`.
 *
 * @param values finite
 */
export function weightHistogram(name: string, values: Float32Array): WeightHistogram {
  const counts = new Float64Array(DEFAULT_LIMITS.length);
  let min = Infinity;
  let max = -Infinity;
  let sum = 0;
  let sumSquares = 0;
  const words = new Uint32Array(values.buffer, values.byteOffset, values.length);
  firstBuckets ??= bucketsByUpperHalf();
  for (let index = 0; index < values.length; index++) {
    const value = values[index]!;
    counts[bucketFrom(firstBuckets[words[index]! >>> 16]!, value)]!++;
    min = Math.min(min, value);
    max = Math.max(max, value);
    sum += value;
    sumSquares += value * value;
  }
  return { name, min, max, count: values.length, sum, sumSquares, ...mergeEmptyBuckets(counts) };
}

const DEFAULT_LIMITS = defaultLimits();

function defaultLimits(): readonly number[] {
  const positive: number[] = [];
  for (let limit = 1e-12; limit < 1e20; limit *= 1.1) positive.push(limit);
  positive.push(Number.MAX_VALUE);
  const negative = positive.map((limit) => -limit).reverse();
  return [...negative, 0, ...positive];
}

/** The first bucket whose limit is above the value. */
function bucketOf(value: number): number {
  let low = 0;
  let high = DEFAULT_LIMITS.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (DEFAULT_LIMITS[middle]! > value) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The first bucket at or after `bucket` whose limit is above the value. */
function bucketFrom(bucket: number, value: number): number {
  const last = DEFAULT_LIMITS.length - 1;
  while (bucket < last && DEFAULT_LIMITS[bucket]! <= value) bucket += 1;
  return bucket;
}

/** Made when it is first needed. */
let firstBuckets: Uint16Array | undefined;

/**
 * The bucket of the smallest of all values whose upper halves are the same, by that half: sign, exponent and seven bits, so
 * that the values are within 1 % of each other and in a bucket a few further at most. Few steps instead of a search for each of
 * millions of values.
 */
function bucketsByUpperHalf(): Uint16Array {
  const word = new Uint32Array(1);
  const value = new Float32Array(word.buffer);
  return Uint16Array.from({ length: 2 ** 16 }, (_, half) => {
    const isNegative = half >= 2 ** 15;
    word[0] = half * 2 ** 16 + (isNegative ? 2 ** 16 - 1 : 0);
    return bucketOf(value[0]!);
  });
}

function mergeEmptyBuckets(counts: Float64Array) {
  const bucketLimits: number[] = [];
  const bucketCounts: number[] = [];
  for (const [bucket, count] of counts.entries()) {
    if (count === 0 && bucketCounts.at(-1) === 0) bucketLimits.pop();
    else bucketCounts.push(count);
    bucketLimits.push(DEFAULT_LIMITS[bucket]!);
  }
  return { bucketLimits, bucketCounts };
}
