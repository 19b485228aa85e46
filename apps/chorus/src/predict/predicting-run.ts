/** A run that only predicts: the members of another run, and what they are to predict as its test samples. */
import type { KnownDataset } from '@chorus/data';
import type { RunConfig } from '@chorus/proto';
import {
  BATCH_SAMPLES,
  MOST_MEMBERS,
  PREDICTED_INPUT,
  runDocumentSchema,
  settleConfig,
} from '@chorus/run-config';
import type { InputOutline } from '@chorus/data/own-data';
import { backendOf, sampleOf } from '@chorus/prediction';
import type { FinishedRun } from '@chorus/run-files';
import type { KeptWeights } from '../network/keep-weights.ts';

/** Samples of a part, which one worker predicts at a time with one member. */
const PART_SAMPLES = 50 * BATCH_SAMPLES;

/** What the dataset of a run's input says of itself. */
export function inputOutline(run: FinishedRun): InputOutline {
  const { classes, columns, normalisation, preparation } = run.facts;
  return {
    ...{ name: PREDICTED_INPUT, synthetic: false, classes, sample: sampleOf(run) },
    ...(columns && { columns }),
    ...(normalisation && { normalisation }),
    ...(preparation && { preparation }),
  };
}

/** Into how many parts so many samples are divided for each of so many members. */
export function partsOf(samples: number, members: number): number {
  const most = Math.max(1, Math.floor(MOST_MEMBERS / members));
  return Math.min(most, Math.ceil(samples / PART_SAMPLES));
}

/**
 * The configuration of the run that predicts: whatever the members' bits depend on is that of their training.
 *
 * @param input the dataset of what is to be predicted
 * @param weights the files with the members' weights
 */
export function predictingConfig(
  run: FinishedRun,
  input: KnownDataset,
  weights: readonly KeptWeights[],
): RunConfig {
  const { preparation, prediction, execution, members } = run.config;
  const defaults = runDocumentSchema.parse({});
  const groups = run.members.map(({ member }) => ({
    name: `trained member ${member}`,
    count: 1,
    from: `${run.runId}/members/${member}`,
  }));
  const document = {
    ...{ ...defaults, prediction },
    preparation: { ...defaults.preparation, ...preparation },
    execution: { ...defaults.execution, ...execution, backend: backendOf(run) },
    members: { ...defaults.members, seed: members.seed, count: groups.length, groups },
  };
  const ofGroups = run.members.map(({ specification: { network } }, place) => ({
    ...network,
    weightsSha256: weights[place]!.sha256,
  }));
  const { weightsSha256: _, ...network } = ofGroups[0]!;
  const settled = settleConfig(document, input, execution.threads, { network, ofGroups });
  const parts = partsOf(input.testSamples, groups.length);
  return {
    ...settled,
    members: {
      ...settled.members,
      count: groups.length * parts,
      groups: settled.members.groups!.map((group) => ({ ...group, count: parts })),
    },
    predicts: { run: run.runId },
  };
}
