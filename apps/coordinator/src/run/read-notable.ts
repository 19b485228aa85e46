import type { DatasetReader } from '@chorus/data';
import { readShown, type TestSample } from '@chorus/run-files';
import type { EvaluatedEnsemble } from '../arithmetic/evaluate-ensemble.ts';

/** Values of notable samples that a run keeps: those of all of them up to 330 × 330 pixels in RGB. */
const MOST_BYTES = 8 * 1024 * 1024;

/**
 * Reads the notable samples of a run, so that its report shows them without its dataset. Of large samples only the first of
 * each kind are read.
 *
 * @throws DatasetError
 */
export function readNotable(
  dataset: DatasetReader,
  { disputed, sureButWrong }: Pick<EvaluatedEnsemble, 'disputed' | 'sureButWrong'>,
): Promise<TestSample[]> {
  const places = Math.max(disputed.length, sureButWrong.length);
  const inTurn = Array.from({ length: places }, (_, place) => [
    disputed[place],
    sureButWrong[place],
  ]);
  const wanted = new Set(inTurn.flat().flatMap((sample) => (sample ? [sample.index] : [])));
  return readShown(dataset, [...wanted], MOST_BYTES);
}
