/** How much of a dataset a trainer holds in memory before it reads it by pieces instead. */
import { readCapacity, type Gpu } from '@chorus/machine';
import { ChorusError } from '@chorus/proto';
import { freemem } from 'node:os';

/** What a trainer takes unasked of the memory that is there: others may begin at the same time. */
const SHARE = 1 / 4;

const UNITS = { K: 1e3, M: 1e6, G: 1e9, T: 1e12 };

/**
 * A size as a person writes it.
 *
 * @param name who said it, for the message
 * @returns bytes; K, M, G and T are thousands, as on a disk's label
 * @throws ChorusError `invalid`
 */
export function parseMemory(name: string, text: string): number {
  const [, number, unit] = /^(\d+(?:\.\d+)?) ?([KMGT])B?$/i.exec(text) ?? [];
  const bytes = Number(number) * (UNITS[unit?.toUpperCase() as keyof typeof UNITS] ?? NaN);
  if (bytes >= 0) return Math.floor(bytes);
  throw new ChorusError('invalid', `${name} must be a size, such as 500MB or 2GB, not '${text}'`);
}

/**
 * The bytes of samples that a trainer which begins now may hold in memory, and on its GPU: what the user said;
 * else a quarter of the memory that is available, or that the control groups or the smallest GPU have, if that is less.
 */
export function datasetMemoryNow({
  datasetMemory,
  gpus,
}: {
  readonly datasetMemory: number | undefined;
  readonly gpus: readonly Gpu[];
}): number {
  if (datasetMemory !== undefined) return datasetMemory;
  const ofGpus = gpus.map(({ memoryBytes }) => memoryBytes ?? Infinity);
  return Math.floor(SHARE * Math.min(freemem(), readCapacity().memoryBytes, ...ofGpus));
}
