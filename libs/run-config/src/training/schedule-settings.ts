import { z } from 'zod';
import { settingNotes } from '../setting-notes.ts';
import { MOST_EPOCHS, notes } from './training-notes.ts';

const SCHEDULES = ['constant', 'step', 'cosine', 'one-cycle'] as const;

const factor = () => z.number().min(0).max(1);

/** The learning rate over a member's epochs. */
export const scheduleSettings = {
  schedule: z
    .enum(SCHEDULES)
    .default('constant')
    .register(
      settingNotes,
      notes(
        "the learning rate over a member's own epochs: the same, in steps down, down a cosine, or up and down once",
      ),
    ),
  warmUp: z
    .number()
    .min(0)
    .max(MOST_EPOCHS)
    .default(0)
    .register(
      settingNotes,
      notes('epochs in which the learning rate rises before the schedule begins', {
        placeholder: 'epochs',
      }),
    ),
  initialFactor: factor()
    .default(0.1)
    .register(
      settingNotes,
      notes('the share of the learning rate with which warm-up and one-cycle begin'),
    ),
  finalFactor: factor()
    .default(0)
    .register(
      settingNotes,
      notes('the share of the learning rate with which cosine and one-cycle end'),
    ),
  peakAt: factor()
    .default(0.3)
    .register(
      settingNotes,
      notes('the share of its steps after which one-cycle is at its highest', {
        placeholder: 'share',
      }),
    ),
  dropsAt: z
    .array(z.number().positive().max(MOST_EPOCHS))
    .default([])
    .register(
      settingNotes,
      notes('the epochs after which step lowers the learning rate, such as 30,60', {
        defaultWords: 'never',
        allowed: 'a list of numbers of epochs above 0',
      }),
    ),
  dropFactor: z
    .number()
    .positive()
    .lt(1)
    .default(0.1)
    .register(settingNotes, notes('what each of those multiplies the learning rate by')),
  cycleEpochs: z
    .number()
    .positive()
    .max(MOST_EPOCHS)
    .optional()
    .register(
      settingNotes,
      notes('epochs after which cosine begins again', {
        placeholder: 'epochs',
        defaultWords: 'all',
      }),
    ),
  cycleGrowth: z
    .number()
    .min(1)
    .max(100)
    .default(1)
    .register(
      settingNotes,
      notes("how much longer each of cosine's cycles is than the one before"),
    ),
  cycleFactor: z
    .number()
    .positive()
    .max(1)
    .default(1)
    .register(settingNotes, notes("what each cycle's highest learning rate is of the one before")),
};
