/** The section about combining: how the ensemble's predictions are made of its members', and when enough of them are there. */
import { CALIBRATIONS, GREEDY_ROUNDS, RULE_NAMES, type CombiningWish } from '@chorus/ensemble';
import { z } from 'zod';
import { settingNotes, wholeNumber } from './setting-notes.ts';

const MOST_WEIGHTS = 10_000;

/** What is left out has its default where the combination is made: runs of before, which name no rule, are sums. */
export const combiningSection = z.strictObject({
  rule: z
    .enum(RULE_NAMES)
    .optional()
    .register(settingNotes, {
      name: 'combine',
      placeholder: 'rule',
      help: `how the members' predictions become the ensemble's: ${RULE_NAMES.join(', ')}`,
      defaultWords: 'sum',
      shapesResult: true,
    }),
  weights: z
    .array(z.number().min(0).max(1))
    .min(1)
    .max(MOST_WEIGHTS)
    .optional()
    .register(settingNotes, {
      name: 'memberWeights',
      placeholder: 'x,x,…',
      help: 'the weight of each member, summing to 1, for `combine: weighted`',
      defaultWords: 'none',
      allowed: 'numbers from 0 to 1, one per member',
      shapesResult: true,
    }),
  calibration: z.enum(CALIBRATIONS).optional().register(settingNotes, {
    placeholder: 'kind',
    help: 'temperatures fitted on validation samples: `none`, one `temperature` of the whole, or `member-temperatures`',
    defaultWords: 'none',
    shapesResult: true,
  }),
  greedyRounds: wholeNumber(1, 1000)
    .optional()
    .register(settingNotes, {
      help: 'members that `greedy` chooses, one after the other',
      defaultWords: String(GREEDY_ROUNDS),
      shapesResult: true,
    }),
  stackingC: z.number().positive().max(1e6).optional().register(settingNotes, {
    help: "inverse strength of the penalty on `stacking`'s coefficients, as scikit-learn's C",
    defaultWords: '1',
    shapesResult: true,
  }),
  stopWhenGainBelow: z.number().positive().lt(1).optional().register(settingNotes, {
    help: 'end when the next member is expected to add less validation accuracy (0.001: a tenth of a point)',
    defaultWords: 'never',
    shapesResult: true,
  }),
});

/** How a run combines its members, with what was left out filled in. */
export function combiningWish({
  rule = 'sum',
  weights,
  calibration = 'none',
  greedyRounds,
  stackingC,
}: Omit<z.output<typeof combiningSection>, 'stopWhenGainBelow'>): CombiningWish {
  return {
    rule,
    ...(weights && { weights }),
    calibration,
    ...(greedyRounds !== undefined && { greedyRounds }),
    ...(stackingC !== undefined && { stackingC }),
  };
}
