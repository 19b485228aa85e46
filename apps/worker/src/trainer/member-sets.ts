import { type ChosenSamples, chooseSamples } from '@chorus/data';
import type { MemberSpecification } from '@chorus/proto';
import { memberRows } from '@chorus/run-config/member-rows';
import type { OpenDataset } from './open-dataset.ts';

/** What a member is trained on and measured on. */
export interface MemberSets {
  readonly train: ChosenSamples;
  readonly test: ChosenSamples;
  /** Undefined where nothing is held out. */
  readonly validation: ChosenSamples | undefined;
}

/** Which of a dataset's samples a member gets. Of data with a validation split of its own nothing else is held out. */
export function memberSets(
  { train, test, validation, description }: OpenDataset,
  specification: Pick<MemberSpecification, 'dataset' | 'seed' | 'samples'>,
): MemberSets {
  const { dataset: settings } = specification;
  const rows = memberRows(train.labels, description.classes, settings, specification);
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
