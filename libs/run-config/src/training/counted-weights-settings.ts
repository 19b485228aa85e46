import { z } from 'zod';
import { settingNotes, wholeNumber } from '../setting-notes.ts';
import { MOST_EPOCHS, notes, share } from './training-notes.ts';

/** Which weights count in the end: those of the last step, an average, or those of the best epoch. */
export const countedWeightsSettings = {
  averaging: z
    .enum(['none', 'exponential', 'lookahead'])
    .default('none')
    .register(
      settingNotes,
      notes(
        'save and predict with an average of the weights, which follows them, or from which they also go on',
      ),
    ),
  averageDecay: share()
    .optional()
    .register(
      settingNotes,
      notes('the share of the average that it keeps when it is renewed', {
        defaultWords: '0.99, for lookahead 0.5',
      }),
    ),
  averageEvery: wholeNumber(1, 1_000_000)
    .optional()
    .register(
      settingNotes,
      notes('steps from one renewal of the average to the next', {
        placeholder: 'steps',
        defaultWords: '1, for lookahead 5',
      }),
    ),
  averageGrowth: z
    .number()
    .min(0)
    .max(100)
    .default(0)
    .register(
      settingNotes,
      notes('the power of the share of training done with which that share grows; 0: it stays'),
    ),
  averageFrom: z
    .number()
    .min(0)
    .max(MOST_EPOCHS)
    .default(0)
    .register(settingNotes, notes('epochs before averaging begins', { placeholder: 'epochs' })),
  patience: wholeNumber(1, MOST_EPOCHS)
    .optional()
    .register(
      settingNotes,
      notes(
        'end a member that for so many epochs had no lower validation loss, and keep its best weights',
        { placeholder: 'epochs', defaultWords: 'all epochs are trained, the last weights count' },
      ),
    ),
};
