import { makeDataset, type MadeDataset, type OwnSource, type RawDataset } from '@chorus/data';
import type { ResolvedConfig } from '@chorus/run-config';
import { ChorusError } from '@chorus/proto';
import type { Reporter } from '../terminal/reporter.ts';
import { showWork } from './show-work.ts';

/** The share of data without a test split that becomes one, unless the user gives another. */
const DEFAULT_TEST_SPLIT = 0.2;

/**
 * Makes a dataset of the user's files.
 *
 * @throws ChorusError `invalid` for settings that do not go with the data; DatasetError for what is wrong with the data
 */
export async function makeOwnDataset(
  source: OwnSource,
  { document, place }: ResolvedConfig,
  home: string,
  reporter: Reporter,
  signal: AbortSignal,
): Promise<MadeDataset> {
  const { name: _, path, testSplit, validationSplit, splitSeed, ...choices } = document.dataset;
  const { size, resize, background, pixelLimit, scaling } = document.preparation;
  if (path === undefined) {
    throw new ChorusError(
      'invalid',
      `${place('dataset.name')} is ${source.name}: name the file or folder with --data`,
    );
  }
  const shares = {
    test: testSplit ?? DEFAULT_TEST_SPLIT,
    validation: document.dataset.validationFrom === 'end' ? 0 : validationSplit,
    seed: splitSeed,
  };
  const looking = showWork(`looking at ${path}`, reporter);
  const opened = await source
    .openFiles(path, {
      ...{ ...choices, size, resize, background, pixelLimit, shares, signal },
      onProgress: looking.onProgress,
    })
    .finally(looking.stop);
  const making = showWork(`reading ${path}`, reporter);
  try {
    requireOwnSplits();
    const standardise = (scaling ?? scalingFor(opened)) === 'standardise';
    return await makeDataset(opened, {
      ...{ name: source.name, home, shares, standardise, signal },
      onProgress: (done, total) => making.onProgress({ done, total }),
    });
  } finally {
    making.stop();
    await opened.close?.();
  }

  function requireOwnSplits(): void {
    if (testSplit === undefined || opened.splits.test === undefined) return;
    throw new ChorusError(
      'invalid',
      `${place('dataset.testSplit')} is ${testSplit}, but the data has a test split of its own, of ` +
        `${opened.splits.test.samples} samples: leave the setting out`,
    );
  }
}

/** Columns differ in scale; pictures have one. */
function scalingFor({ sample }: RawDataset): 'divide' | 'standardise' {
  return sample.shape.length === 1 ? 'standardise' : 'divide';
}
