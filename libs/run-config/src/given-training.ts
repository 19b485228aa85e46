import { trainingSection } from './training-section.ts';

/** The training of a member that was trained elsewhere: none, and nothing of the run's but the batch size, which each has. */
export function givenTraining<Size extends number | undefined>(batchSize: Size) {
  return { ...trainingSection.parse({}), batchSize, epochs: 0 };
}
