/** A dataset's parts, by their usual names; not every dataset has each. */
export type SplitName = 'train' | 'validation' | 'test';

/** Something for each split that there is; training there must be. */
export type Splits<Value> = { readonly train: Value } & { readonly [Split in SplitName]?: Value };

/** The splits that there are, training first. */
export function splitsOf(values: Partial<Splits<unknown>>): SplitName[] {
  return (['train', 'validation', 'test'] as const).filter((split) => values[split] !== undefined);
}

/** The same splits with something made of each. */
export function mapSplits<Value, Result>(
  values: Splits<Value>,
  make: (value: Value, split: SplitName) => Result,
): Splits<Result> {
  const made = splitsOf(values).map((split) => [split, make(values[split]!, split)]);
  return Object.fromEntries(made) as Splits<Result>;
}
