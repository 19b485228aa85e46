import { type ChosenSamples, chooseSamples, type Dataset, limitSamples } from '@chorus/data';
import type { MemberSpecification } from '@chorus/proto';
import { heldOut, type HoldOut } from '@chorus/run-config/held-out';

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

/** Which of a dataset's samples a member gets. */
export function memberSets(
  { train, test, classes }: Dataset,
  settings: MemberSpecification['dataset'],
): MemberSets {
  const rows = heldOut(train.labels, classes, { ...FORMER, ...settings });
  return {
    train: chooseSamples(train, rows.train),
    test: limitSamples(test, settings.testLimit),
    validation: rows.validation.length > 0 ? chooseSamples(train, rows.validation) : undefined,
  };
}
