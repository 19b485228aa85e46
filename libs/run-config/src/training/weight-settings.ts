import { WEIGHT_KINDS } from '@chorus/network';
import { z } from 'zod';
import { settingNotes } from '../setting-notes.ts';
import { notes } from './training-notes.ts';

/** The part of each kind of weights, by Keras' names of them. */
const ofKinds = Object.fromEntries(
  WEIGHT_KINDS.map((kind) => [kind, z.number().positive().optional()]),
) as Record<(typeof WEIGHT_KINDS)[number], z.ZodOptional<z.ZodNumber>>;

/** What kinds of weights differ in: decay and learning rates. */
export const weightSettings = {
  weightDecay: z
    .number()
    .min(0)
    .optional()
    .register(
      settingNotes,
      notes('the share by which weights shrink in a step at a learning rate of 1', {
        defaultWords: '0.004 for adamw, else 0',
      }),
    ),
  decay: z
    .enum(['decoupled', 'gradient'])
    .default('decoupled')
    .register(
      settingNotes,
      notes(
        'whether decay is taken off the weights or, as that of an L2 penalty, goes by the gradients',
      ),
    ),
  decayed: z
    .array(z.enum(WEIGHT_KINDS))
    .min(1)
    .default(['kernel', 'embedding'])
    .register(
      settingNotes,
      notes(`the kinds of weights that decay: ${WEIGHT_KINDS.join(', ')}`, {
        placeholder: 'kind,…',
        allowed: `a list of kinds of weights, of ${WEIGHT_KINDS.join(', ')}`,
      }),
    ),
  rateFactors: z
    .strictObject(ofKinds)
    .optional()
    .register(
      settingNotes,
      notes('what the learning rate of some kinds of weights is multiplied by; not their decay', {
        placeholder: 'kind=x,…',
        defaultWords: '1 for each',
        allowed:
          'a number above 0 for each of some kinds of weights, such as normalisation-bias=64',
      }),
    ),
};
