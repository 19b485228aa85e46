/** The sections about what is done to samples in training, and to those that are predicted. */
import { z } from 'zod';
import { settingNotes, wholeNumber } from './setting-notes.ts';

/** More pixels than any picture has to a side. */
const MOST_PIXELS = 65_536;

const share = () => z.number().min(0).max(1).default(0);
const rising = (numbers: z.ZodNumber) =>
  z
    .array(numbers)
    .length(2)
    .refine(([least, most]) => least! <= most!);

/** What is done to the training samples, with other random numbers in each epoch. */
export const augmentationSection = z.strictObject({
  flip: z.enum(['none', 'random', 'alternating']).default('none').register(settingNotes, {
    help: 'mirror pictures left to right: half of them in each epoch, or each in every other epoch',
    shapesResult: true,
  }),
  shift: wholeNumber(0, MOST_PIXELS).default(0).register(settingNotes, {
    placeholder: 'pixels',
    help: 'shift pictures by up to so many pixels; what is uncovered is mirrored at the edge',
    shapesResult: true,
  }),
  cropScale: rising(z.number().positive().max(1)).optional().register(settingNotes, {
    placeholder: 'least,most',
    help: 'cut out this share of the area of a picture, such as 0.25,1, and stretch it to the size',
    defaultWords: 'the whole picture',
    allowed: 'two shares of the area, above 0 to 1, the smaller one first, such as 0.25,1',
    shapesResult: true,
  }),
  cropRatio: rising(z.number().positive().max(100)).default([0.75, 1.3333]).register(settingNotes, {
    placeholder: 'least,most',
    help: 'width to height of what is cut out, where something is',
    allowed: 'two numbers, width to height, the smaller one first, such as 0.75,1.3333',
    shapesResult: true,
  }),
  brightness: share().register(settingNotes, {
    help: 'multiply the values of pictures by 1 give or take up to so much',
    shapesResult: true,
  }),
  contrast: share().register(settingNotes, {
    help: 'multiply how far values are from their mean by 1 give or take up to so much',
    shapesResult: true,
  }),
  cutout: wholeNumber(0, MOST_PIXELS).default(0).register(settingNotes, {
    placeholder: 'pixels',
    help: 'put zeros into a square of this side, anywhere in each picture',
    shapesResult: true,
  }),
  mixup: share().register(settingNotes, {
    placeholder: 'alpha',
    help: 'mix each sample with another one, and their classes, by shares of Beta(alpha, alpha)',
    shapesResult: true,
  }),
});

/** How trained members predict. */
export const predictionSection = z.strictObject({
  views: z.enum(['none', 'mirror', 'mirror-and-shifts']).default('none').register(settingNotes, {
    placeholder: 'name',
    help: 'predict a picture from itself, from its mirror image too, or from both shifted by a pixel as well',
    shapesResult: true,
  }),
});
