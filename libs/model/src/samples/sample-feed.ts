import {
  type ChosenOf,
  type ChosenSamples,
  countSamples,
  isInMemory,
  type PieceReader,
  SAMPLE_ARRAYS,
  type SampleSet,
  sampleSize,
  type SampleType,
  type StoredSet,
  typeOf,
  valueBytes,
} from '@chorus/data';

/** Some batches that follow one another, whose samples lie in memory. */
export interface Stretch {
  /** Where its first sample stands among all that are fed. */
  readonly start: number;
  readonly set: SampleSet;
  /** Rows of `set`, [samples]: the first `batchSize` of them are the first batch. */
  readonly order: Uint32Array;
}

/** What is known of all stretches before there is one. */
export interface FeedShape {
  readonly type: SampleType;
  /** Samples in the set of every stretch. */
  readonly setSamples: number;
  /** Samples in every stretch but the last one, which may have fewer: whole batches where there are several. */
  readonly stretchSamples: number;
  /** The set of all stretches; undefined: each has its own. */
  readonly residentSet: SampleSet | undefined;
}

/** Brings samples into memory, stretch by stretch, in a given order: what comes of it is the same however they lie. */
export interface SampleFeed extends FeedShape {
  /**
   * The samples in this order. A stretch lasts until the next one is asked for.
   *
   * @param order rows of the set that is fed from
   * @throws DatasetError when samples cannot be read
   */
  stretches(order: Uint32Array): AsyncIterable<Stretch>;
  close(): void;
}

/** A set such as the stretches have it, before there is one: all zeros. */
export function emptySet(
  { type, setSamples }: FeedShape,
  sampleShape: readonly number[],
): SampleSet {
  return {
    values: new SAMPLE_ARRAYS[type](setSamples * sampleSize(sampleShape)),
    labels: new Int32Array(setSamples),
  };
}

/**
 * Feeds the samples chosen.
 *
 * @param sampleShape the shape of one sample
 */
export function feedSamples(
  samples: ChosenSamples,
  sampleShape: readonly number[],
  batchSize: number,
): SampleFeed {
  return isInMemory(samples)
    ? new MemoryFeed(samples)
    : new StoredFeed(samples, sampleShape, batchSize);
}

/** All samples lie in memory: there is one stretch. */
class MemoryFeed implements SampleFeed {
  readonly residentSet: SampleSet;
  readonly type: SampleType;
  readonly setSamples: number;
  readonly stretchSamples: number;

  constructor(samples: ChosenOf<SampleSet>) {
    this.residentSet = samples;
    this.type = typeOf(samples.values);
    this.setSamples = samples.labels.length;
    this.stretchSamples = countSamples(samples);
  }

  async *stretches(order: Uint32Array): AsyncIterable<Stretch> {
    yield { start: 0, set: this.residentSet, order };
  }

  close(): void {}
}

/** Samples are read by pieces of whole batches, each while the one before is used. */
class StoredFeed implements SampleFeed {
  readonly residentSet = undefined;
  readonly type: SampleType;
  readonly setSamples: number;
  readonly stretchSamples: number;
  readonly #labels: Int32Array;
  readonly #reader: PieceReader;

  constructor(samples: ChosenOf<StoredSet>, sampleShape: readonly number[], batchSize: number) {
    const { values, labels } = samples;
    this.type = values.type;
    this.#labels = labels;
    const batchBytes = batchSize * sampleSize(sampleShape) * valueBytes(values.type);
    const batches = Math.max(1, Math.floor(values.pieceBytes / batchBytes));
    this.stretchSamples = Math.min(batches * batchSize, countSamples(samples));
    this.setSamples = this.stretchSamples;
    this.#reader = values.open(this.stretchSamples);
  }

  async *stretches(order: Uint32Array): AsyncIterable<Stretch> {
    let next = this.#begin(order, 0);
    try {
      for (let start = 0; start < order.length; start += this.stretchSamples) {
        const piece = await next!;
        next = this.#begin(order, start + this.stretchSamples);
        const rows = this.#rowsAt(order, start);
        const labels = new Int32Array(this.setSamples);
        for (const [place, row] of rows.entries()) labels[place] = this.#labels[row]!;
        const inOrder = Uint32Array.from(rows, (_, place) => place);
        try {
          yield { start, set: { values: piece.values, labels }, order: inOrder };
        } finally {
          piece.release();
        }
      }
    } finally {
      // Nobody wants what is still being read.
      await next?.then(
        (piece) => piece.release(),
        () => {},
      );
    }
  }

  close(): void {
    this.#reader.close();
  }

  #begin(order: Uint32Array, start: number) {
    if (start >= order.length) return undefined;
    const reading = this.#reader.read(this.#rowsAt(order, start));
    reading.catch(() => {}); // whoever waits for it is told
    return reading;
  }

  #rowsAt(order: Uint32Array, start: number): Uint32Array {
    return order.subarray(start, start + this.stretchSamples);
  }
}
