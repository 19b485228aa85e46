import { z } from 'zod';
import { settingNotes } from '../setting-notes.ts';
import { notes } from './training-notes.ts';

/** How large gradients may be. */
export const gradientSettings = {
  clipping: z
    .enum(['none', 'value', 'norm', 'global-norm'])
    .default('none')
    .register(
      settingNotes,
      notes(
        "limit gradients: each value, the norm of each weight's, or the norm of all of them together",
      ),
    ),
  clipAt: z
    .number()
    .positive()
    .default(1)
    .register(settingNotes, notes('the limit, where there is one')),
};
