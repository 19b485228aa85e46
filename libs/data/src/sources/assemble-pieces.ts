import type { RawPiece } from './raw-dataset.ts';

/** Bytes of the samples that are handed on at once. */
const PIECE_BYTES = 4 * 1024 * 1024;

/** How many samples are handed on at once. @param sampleBytes bytes of each */
export function samplesAtOnce(sampleBytes: number): number {
  return Math.max(1, Math.floor(PIECE_BYTES / sampleBytes));
}

/**
 * Puts samples of bytes that come one by one together as pieces.
 *
 * @param samples as many as labels, each of so many bytes
 * @param labels [samples]
 */
export async function* assemblePieces(
  samples: AsyncIterable<Uint8Array>,
  labels: Int32Array,
  sampleBytes: number,
): AsyncGenerator<RawPiece> {
  const most = samplesAtOnce(sampleBytes);
  let first = 0;
  let values = new Uint8Array(Math.min(most, labels.length) * sampleBytes);
  let filled = 0;
  for await (const sample of samples) {
    values.set(sample, filled);
    filled += sampleBytes;
    if (filled < values.length) continue;
    yield { values, labels: labels.slice(first, first + filled / sampleBytes) };
    first += filled / sampleBytes;
    values = new Uint8Array(Math.min(most, labels.length - first) * sampleBytes);
    filled = 0;
  }
}
