import { SAMPLES_INPUT } from '@chorus/data';
import type { Combination } from '@chorus/ensemble';
import { scalingOf } from '@chorus/model';
import type { FinishedRun } from '@chorus/run-files';
import type { DatasetFacts } from '@chorus/run-view';
import { readFileSync } from 'node:fs';
import { ExportError } from '../export-error.ts';
import type { ColumnInput, EnsembleInput, EnsembleOutline } from '../outline.ts';

/** How a table's rows became samples, as dataset.json has it. */
interface TablePreparation {
  readonly kind: 'table';
  readonly columns: readonly ColumnInput[];
}

/**
 * Reads what is to be exported.
 *
 * @param members their numbers, in the order of the combination
 * @throws ChorusError when a file of the run is missing or not what the run wrote; ExportError when the dataset's is
 */
export function outlineOfRun(
  run: FinishedRun,
  members: readonly number[],
  combination: Combination,
): EnsembleOutline {
  const { config, facts } = run;
  return {
    runId: run.runId,
    dataset: facts.name,
    classes: config.dataset.classes,
    input: inputOf(facts),
    scaling: scalingOf(config.preparation, facts),
    views: config.prediction.views,
    members: members.map((number) => {
      const { member, seed, modelPath, weightsPath } = run.members.find(
        (each) => each.member === number,
      )!;
      const [topology, weights] = [modelPath, weightsPath].map((path) => readFileSync(path));
      return { member, seed, files: { topology: topology!, weights: weights! } };
    }),
    combination,
  };
}

function inputOf({ sample, preparation }: DatasetFacts): EnsembleInput {
  if (isTable(preparation)) return { kind: 'columns', columns: preparation.columns };
  const kind = requireKnown(sample);
  return { kind: 'samples', name: SAMPLES_INPUT, sample: kind };
}

function isTable(preparation: object | undefined): preparation is TablePreparation {
  return preparation !== undefined && 'kind' in preparation && preparation.kind === 'table';
}

function requireKnown({ shape, type }: DatasetFacts['sample']) {
  if (type === 'uint8' || type === 'int32' || type === 'float32') return { shape, type } as const;
  throw new ExportError(`the run's dataset.json was altered: samples of ${type} are unknown`);
}
