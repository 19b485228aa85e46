import type { DatasetReader } from '@chorus/data';
import { readShown, type TestSample } from '@chorus/run-files';
import type { EvaluatedEnsemble } from '../arithmetic/evaluate-ensemble.ts';

/** Values of notable samples that a run keeps: those of all of them up to 330 × 330 pixels in RGB. */
const MOST_BYTES = 8 * 1024 * 1024;

/** What a dataset says of the notable samples of a run. */
export interface NotableContent {
  /** Those that can be shown. */
  readonly samples: readonly TestSample[];
  /** What the user knows them by, such as a picture's file, by their places in the test set, where that is known. */
  readonly names: ReadonlyMap<number, string>;
}

/** What is said of notable samples without their dataset. */
export const NO_CONTENT: NotableContent = { samples: [], names: new Map() };

/**
 * Reads the notable samples of a run, so that its report shows them without its dataset. Of large samples only the first of
 * each kind are read.
 *
 * @throws DatasetError
 */
export async function readNotable(
  dataset: DatasetReader,
  { disputed, sureButWrong }: Pick<EvaluatedEnsemble, 'disputed' | 'sureButWrong'>,
): Promise<NotableContent> {
  const places = Math.max(disputed.length, sureButWrong.length);
  const inTurn = Array.from({ length: places }, (_, place) => [
    disputed[place],
    sureButWrong[place],
  ]);
  const wanted = new Set(inTurn.flat().flatMap((sample) => (sample ? [sample.index] : [])));
  const { testNames = [] } = dataset;
  const named = [...wanted].flatMap((index) => {
    const name = testNames[index];
    return name === undefined ? [] : [[index, name] as const];
  });
  return {
    samples: await readShown(dataset, [...wanted], MOST_BYTES),
    names: new Map(named),
  };
}
