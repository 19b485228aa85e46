import { z } from 'zod';

/** What a setting says of itself beside its schema. */
export interface SettingNotes {
  /** The setting's name on the command line and in flat files, where its last key is another one. */
  readonly name?: string;
  /** The short name of before, which is still understood. */
  readonly formerName?: string;
  /** What the flag's value is called in the help. */
  readonly placeholder?: string;
  readonly help: string;
  /** The default in words, where it depends on the machine or the data. */
  readonly defaultWords?: string;
  /** What is allowed, in words, where the schema cannot tell. */
  readonly allowed?: string;
  /** Whether the setting is part of "same configuration, same bits". */
  readonly shapesResult: boolean;
}

/** The notes of each setting, by its schema. */
export const settingNotes = z.registry<SettingNotes>();

/** The largest seed, and the largest number of samples. */
export const LARGEST_UINT32 = 2 ** 32 - 1;

/** The schema of a whole number in a range. */
export const wholeNumber = (least: number, most: number) => z.int().min(least).max(most);
