/** The section about a search: which settings of members are drawn, and from what. */
import { z } from 'zod';
import { wholeNumber } from './setting-notes.ts';

/** The most trials of a search: each may have a network of its own, all of which travel in one message. */
export const MOST_TRIALS = 1000;

const RANGE_WORDS =
  'a range is {uniform: [low, high]}, {log: [low, high]} with both above 0, or {choice: [value, value]}, with low below high';

/** From below to above; a list, which all versions of JSON Schema say in the same way. */
const bounds = z
  .array(z.number())
  .length(2)
  .refine(([low, high]) => low! < high!, { error: RANGE_WORDS });

/** What a setting's values are drawn from: evenly from an interval, evenly by their logarithm, or one of a list. */
const rangeSchema = z.union(
  [
    z.strictObject({ uniform: bounds }),
    z.strictObject({ log: bounds.refine(([low]) => low! > 0, { error: RANGE_WORDS }) }),
    z.strictObject({ choice: z.array(z.unknown()).min(1) }),
  ],
  { error: RANGE_WORDS },
);

export type SearchRange = z.output<typeof rangeSchema>;

/** A random search: members whose settings are drawn, of which the best make the ensemble. */
export const searchSchema = z.strictObject({
  trials: wholeNumber(1, MOST_TRIALS),
  /** How many trials make the ensemble: those that are worth most on held-out samples. */
  keep: wholeNumber(1, MOST_TRIALS),
  /** The ranges by the places of the settings: `training.learningRate`. */
  ranges: z.record(z.string(), rangeSchema).refine((ranges) => Object.keys(ranges).length > 0),
});

export type Search = z.output<typeof searchSchema>;
