import { z } from 'zod';
import type { SettingNotes } from '../setting-notes.ts';

/** The most epochs of a member. */
export const MOST_EPOCHS = 100_000;

/** The notes of a setting of the section about training, all of which shape the result. */
export const notes = (
  help: string,
  more: Omit<Partial<SettingNotes>, 'help'> = {},
): SettingNotes => ({
  help,
  ...more,
  shapesResult: true,
});

/** A share that is never the whole. */
export const share = () => z.number().min(0).lt(1);
