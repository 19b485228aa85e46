import { type ChosenSamples, chooseSamples } from '@chorus/data';
import type { MemberSpecification } from '@chorus/proto';
import { memberRows } from '@chorus/run-config/member-rows';
import { testRows } from '@chorus/run-config/test-part';
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
  specification: Pick<MemberSpecification, 'dataset' | 'seed' | 'samples' | 'part'>,
): MemberSets {
  const { dataset: settings } = specification;
  const rows = memberRows(train.labels, description.classes, settings, specification);
  const tested = testRows(Math.min(settings.testLimit, test.labels.length), specification);
  return {
    train: chooseSamples(train, rows.train),
    test: chooseSamples(test, rowsBetween(tested)),
    validation:
      validation ??
      (rows.validation.length > 0 ? chooseSamples(train, rows.validation) : undefined),
  };
}

function rowsBetween({ first, end }: { first: number; end: number }): Uint32Array {
  return Uint32Array.from({ length: end - first }, (_, at) => first + at);
}
