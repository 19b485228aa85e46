import {
  DatasetMemory,
  makeDataset,
  type MadeDataset,
  type OwnSource,
  type RawDataset,
} from '@chorus/data';
import type { ResolvedConfig, RunDocument } from '@chorus/run-config';
import { ChorusError } from '@chorus/proto';
import type { Reporter } from '../terminal/reporter.ts';
import { showWork } from './show-work.ts';

/** The share of data without a test split that becomes one, unless the user gives another. */
const DEFAULT_TEST_SPLIT = 0.2;

/**
 * The dataset of the user's files, which are not read when they have not changed since its file was made.
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
  const { path } = document.dataset;
  if (path === undefined) {
    throw new ChorusError(
      'invalid',
      `${place('dataset.name')} is ${source.name}: name the file or folder with --data`,
    );
  }
  const choices = choicesOf(document);
  const memory = await DatasetMemory.before({ source: source.name, path, options: choices }, home);
  const remembered = await memory.recall();
  if (remembered) {
    reporter.note(`${path} has not changed since it was read: its dataset is in the cache`);
    return remembered;
  }
  const { testSplit, scaling, shares } = choices;
  const looking = showWork(`looking at ${path}`, reporter);
  const opened = await source
    .openFiles(path, { ...choices, signal, onProgress: looking.onProgress })
    .finally(looking.stop);
  const making = showWork(`reading ${path}`, reporter);
  try {
    requireOwnSplits();
    const standardise = (scaling ?? scalingFor(opened)) === 'standardise';
    const made = await makeDataset(opened, {
      ...{ name: source.name, home, shares, standardise, signal },
      onProgress: (done, total) => making.onProgress({ done, total }),
    });
    if (!opened.readsElsewhere) await memory.remember(made);
    return made;
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

/** All that the user decides about the dataset; what of its samples a run uses is no part of it. */
function choicesOf({ dataset, preparation }: RunDocument) {
  const { name: _name, path: _path, trainLimit: _train, testLimit: _test, ...choices } = dataset;
  const { validationSplit, validationFrom, splitSeed, ...reading } = choices;
  const { divisor: _divisor, ...preparing } = preparation;
  const shares = {
    test: reading.testSplit ?? DEFAULT_TEST_SPLIT,
    validation: validationFrom === 'end' ? 0 : validationSplit,
    seed: splitSeed,
  };
  return { ...reading, ...preparing, shares };
}

/** Columns differ in scale; pictures have one. */
function scalingFor({ sample }: RawDataset): 'divide' | 'standardise' {
  return sample.shape.length === 1 ? 'standardise' : 'divide';
}
