import { type ChosenSamples, chooseSamples, type Dataset, limitSamples } from '@chorus/data';
import type { MemberSpecification } from '@chorus/proto';
import { heldOut } from '@chorus/run-config/held-out';

/** What a member is trained on and measured on. */
export interface MemberSets {
  readonly train: ChosenSamples;
  readonly test: ChosenSamples;
  /** Undefined where nothing is held out. */
  readonly validation: ChosenSamples | undefined;
}

/** Which of a dataset's samples a member gets. */
export function memberSets(
  { train, validation, test, classes }: Dataset,
  settings: MemberSpecification['dataset'],
): MemberSets {
  const rows = heldOut(train.labels, classes, settings);
  const drawn = rows.validation.length > 0 ? chooseSamples(train, rows.validation) : undefined;
  return {
    train: chooseSamples(train, rows.train),
    test: limitSamples(test, settings.testLimit),
    validation: validation ?? drawn,
  };
}
