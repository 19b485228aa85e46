import { z } from 'zod';
import { settingNotes } from '../setting-notes.ts';
import { notes, share } from './training-notes.ts';

/** What is learnt, and how much samples count. */
export const lossSettings = {
  labelSmoothing: share()
    .default(0)
    .register(
      settingNotes,
      notes('the share of what is to be learnt that is spread over all classes alike'),
    ),
  classWeights: z
    .record(z.string(), z.number().positive())
    .optional()
    .register(
      settingNotes,
      notes('what the loss of samples of some classes is multiplied by', {
        placeholder: 'class=x,…',
        defaultWords: '1 for each',
        allowed: 'a number above 0 for each of some classes, such as cat=2,dog=0.5',
      }),
    ),
  balanceClasses: z
    .boolean()
    .default(false)
    .register(settingNotes, notes('classes with fewer training samples weigh as much as others')),
};
