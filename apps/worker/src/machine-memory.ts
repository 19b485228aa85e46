/** What of an assignment this machine can hold, before it takes any memory, or fetches anything, for it. */
import { sampleSize, sizeInWords } from '@chorus/data';
import { readCapacity, type Gpu } from '@chorus/machine';
import type { MemberSpecification } from '@chorus/proto';
import { AttemptError } from './classify-failure.ts';

const NUMBER_BYTES = 4;

/** The bytes of memory that a trainer may have at all: of the machine or its control groups, or of the smallest GPU. */
export function machineMemory({ gpus }: { readonly gpus: readonly Gpu[] }): number {
  const ofGpus = gpus.map(({ memoryBytes }) => memoryBytes ?? Infinity);
  return Math.min(readCapacity().memoryBytes, ...ofGpus);
}

/**
 * Compares what a run's configuration says of itself with the memory that there is. What its network needs in truth, its
 * trainer sees.
 *
 * @throws AttemptError `out-of-memory`, with what is too large and both figures
 */
export function requireFitting(
  { dataset, network, training }: Pick<MemberSpecification, 'dataset' | 'network' | 'training'>,
  memoryBytes: number,
): void {
  const { trainSamples, testSamples, validationSamples, classes, sample } = dataset;
  const samples = trainSamples + testSamples;
  const measured = testSamples + validationSamples;
  const step = Math.min(training.batchSize, trainSamples);
  const needs: [what: string, numbers: number][] = [
    [`the labels of ${inWords(samples)} samples`, samples],
    [
      `predictions of ${inWords(classes.length)} classes for ${inWords(measured)} samples`,
      measured * classes.length,
    ],
    [`a network of ${inWords(network.parameters)} parameters`, network.parameters],
    [`a batch of ${inWords(step)} samples`, step * sampleSize(sample.shape)],
  ];
  for (const [what, numbers] of needs) {
    const needed = numbers * NUMBER_BYTES;
    if (needed <= memoryBytes) continue;
    throw new AttemptError(
      'out-of-memory',
      `this worker has ${sizeInWords(memoryBytes)} of memory: ${what} alone have ${sizeInWords(needed)}`,
    );
  }
}

function inWords(count: number): string {
  return count.toLocaleString('en');
}
