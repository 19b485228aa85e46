import { SplitDraw, type SplitShares } from '../split-draw.ts';
import type { SplitName, Splits } from '../splits.ts';

/**
 * What becomes of each training sample, in their order: whatever is learnt of the data is learnt of those that stay in `train`.
 *
 * @param labels [samples], each an index into `classes`
 * @param splits the splits that the data has: those are not drawn
 * @param shares default: nothing is drawn
 */
export function drawTraining(
  labels: Int32Array,
  classes: readonly string[],
  splits: Partial<Splits<unknown>>,
  shares: SplitShares | undefined,
): SplitName[] {
  const draw = new SplitDraw({
    seed: shares?.seed ?? 0,
    test: splits.test === undefined ? (shares?.test ?? 0) : 0,
    validation: splits.validation === undefined ? (shares?.validation ?? 0) : 0,
  });
  return Array.from(labels, (label) => draw.next(classes[label]!));
}
