/** What a weight is to its layer: optimizers, decay and learning rates may treat each kind in its own way. */
export const WEIGHT_KINDS = [
  'kernel',
  'bias',
  'normalisation-scale',
  'normalisation-bias',
  'embedding',
  /** Has no gradient: training computes it, as batch normalisation's means. */
  'statistic',
  'other',
] as const;

/** One of {@link WEIGHT_KINDS}. */
export type WeightKind = (typeof WEIGHT_KINDS)[number];
