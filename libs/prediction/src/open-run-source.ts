import { DatasetError } from '@chorus/data';
import {
  openPredictionSource,
  type PredictionSource,
  TEST_SET,
  TestSetSource,
} from '@chorus/data/own-data';
import { ChorusError } from '@chorus/proto';
import type { FinishedRun } from '@chorus/run-files';
import { sampleOf } from './ensemble-predictor.ts';

/**
 * Opens what is to be predicted by a run's members: files, which its preparation makes samples of, or its own test set.
 *
 * @param inputs files, patterns and folders of pictures, or `test` alone
 * @param home the cache folder, in which the run's dataset may lie
 * @throws DatasetError naming the file and the remedy; ChorusError `not-found` when the test set is not in the cache
 */
export async function openRunSource(
  run: FinishedRun,
  inputs: readonly string[],
  home: string,
): Promise<PredictionSource> {
  if (!inputs.includes(TEST_SET)) {
    const { preparation } = run.facts;
    return openPredictionSource(inputs, { sample: sampleOf(run), preparation });
  }
  if (inputs.length > 1) {
    throw new ChorusError(
      'invalid',
      `--input ${TEST_SET} is the run's own test set, and stands alone`,
    );
  }
  const { sha256, testLimit } = run.config.dataset;
  try {
    return await TestSetSource.open(home, sha256, testLimit);
  } catch (error) {
    if (!(error instanceof DatasetError) || error.code !== 'missing') throw error;
    const problem = `the test set of run ${run.runId} is not in the cache: its dataset has the SHA-256 ${sha256}`;
    const remedy = `make it again with 'chorus dataset' from the same data, or name files`;
    throw new ChorusError('not-found', `${problem}; ${remedy}`, { cause: error });
  }
}
