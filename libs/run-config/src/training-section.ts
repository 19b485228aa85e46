/** The section about training: how often, by which optimizer, at which learning rates, and which weights count. */
import { z } from 'zod';
import { settingNotes, wholeNumber } from './setting-notes.ts';
import { countedWeightsSettings } from './training/counted-weights-settings.ts';
import { gradientSettings } from './training/gradient-settings.ts';
import { lossSettings } from './training/loss-settings.ts';
import { optimizerSettings } from './training/optimizer-settings.ts';
import { scheduleSettings } from './training/schedule-settings.ts';
import { MOST_EPOCHS, notes } from './training/training-notes.ts';
import { weightSettings } from './training/weight-settings.ts';

/** The experiment's samples per training step. */
export const DEFAULT_BATCH_SIZE = 100;

const basics = {
  epochs: wholeNumber(1, MOST_EPOCHS)
    .default(15)
    .register(
      settingNotes,
      notes('times that each member sees the training set', {
        defaultWords: '15; own data: 15 to 100, by its size',
      }),
    ),
  batchSize: wholeNumber(1, 1_000_000)
    .optional()
    .register(
      settingNotes,
      notes('samples per training step', {
        defaultWords: `${DEFAULT_BATCH_SIZE}, of own data 32, or all where there are fewer`,
      }),
    ),
  learningRate: z
    .number()
    .positive()
    .default(0.001)
    .register(settingNotes, notes('the learning rate; with a schedule the highest one')),
};

/** How members are trained. */
export const trainingSection = z.strictObject({
  ...basics,
  ...optimizerSettings,
  ...scheduleSettings,
  ...weightSettings,
  ...gradientSettings,
  ...lossSettings,
  ...countedWeightsSettings,
});
