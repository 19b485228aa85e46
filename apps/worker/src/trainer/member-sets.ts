import { type ChosenSamples, chooseSamples } from '@chorus/data';
import type { MemberSpecification } from '@chorus/proto';
import { heldOut, type HoldOut } from '@chorus/run-config/held-out';
import type { OpenDataset } from './open-dataset.ts';

/** What a member is trained on and measured on. */
export interface MemberSets {
  readonly train: ChosenSamples;
  readonly test: ChosenSamples;
  /** Undefined where nothing is held out. */
  readonly validation: ChosenSamples | undefined;
}

/** Configurations that do not say what is held out hold out the last samples. */
const FORMER: Pick<HoldOut, 'validationFrom' | 'splitSeed'> = {
  validationFrom: 'end',
  splitSeed: 1,
};

/** Which of a dataset's samples a member gets. What the data itself holds out is held out, and nothing else. */
export function memberSets(
  { train, test, validation, description }: OpenDataset,
  settings: MemberSpecification['dataset'],
): MemberSets {
  const share = validation ? { validationSplit: 0 } : {};
  const holdOut = { ...FORMER, ...settings, ...share };
  const rows = heldOut(train.labels, description.classes, holdOut);
  return {
    train: chooseSamples(train, rows.train),
    test: chooseSamples(test, firstRows(Math.min(settings.testLimit, test.labels.length))),
    validation:
      validation ??
      (rows.validation.length > 0 ? chooseSamples(train, rows.validation) : undefined),
  };
}

function firstRows(count: number): Uint32Array {
  return Uint32Array.from({ length: count }, (_, row) => row);
}
