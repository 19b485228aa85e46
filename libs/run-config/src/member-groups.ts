/** Groups of members that differ: what a group says goes before what the run says. */
import { join } from 'node:path';
import { z } from 'zod';
import { augmentationSection } from './augmentation-sections.ts';
import { networkSection } from './network-section.ts';
import { LARGEST_UINT32, settingNotes, wholeNumber } from './setting-notes.ts';
import { trainingSection } from './training-section.ts';
import { withoutDefaults } from './without-defaults.ts';

/** The most members of a run. */
export const MOST_MEMBERS = 10_000;

/** The sections of which a group may have settings of its own. */
export const GROUP_SECTIONS = ['network', 'training', 'augmentation'] as const;

export type GroupSection = (typeof GROUP_SECTIONS)[number];

/** The share of the training samples that a member is trained on. */
export const dataShareSchema = z.number().positive().max(1);

/** A name fits into a line of a table, and needs no quotes anywhere. */
const GROUP_NAME = /^[\w][\w .-]{0,63}$/;

/** What a group has beside sections, the same whether it is settled or not. */
export const groupBasics = {
  name: z
    .string()
    .refine(
      (name) => GROUP_NAME.test(name),
      'a name has at most 64 letters, digits, underscores, blanks, dots and dashes, and begins with one of the first three',
    )
    .meta({ pattern: GROUP_NAME.source }),
  count: wholeNumber(1, MOST_MEMBERS),
  seed: wholeNumber(0, LARGEST_UINT32).optional(),
  dataShare: dataShareSchema.optional(),
};

/** A group as somebody writes it. */
export const memberGroupSchema = z.strictObject({
  ...groupBasics,
  name: groupBasics.name.optional(),
  count: groupBasics.count.default(1),
  /** A member that was trained elsewhere: its model's file, the folder of a run's member, or only what it predicts of the test samples, as .npy. */
  from: z.string().min(1).optional(),
  /** What such a member without a model predicts of the validation samples, as .npy. */
  validation: z.string().min(1).optional(),
  network: ofGroup(networkSection).optional(),
  training: ofGroup(trainingSection).optional(),
  augmentation: ofGroup(augmentationSection).optional(),
});

export type MemberGroup = z.output<typeof memberGroupSchema>;

/** The group's name; without one it is called by its place, from 1. */
export function groupName({ name }: Pick<MemberGroup, 'name'>, index: number): string {
  return name ?? `group ${index + 1}`;
}

/** Whether a member from elsewhere has no model, but only predictions. */
export function isPredictionsFile(from: string): boolean {
  return from.toLowerCase().endsWith('.npy');
}

/** The file with the model of a member that was trained elsewhere. */
export function modelFileOf(from: string): string {
  return from.endsWith('.json') ? from : join(from, 'model.json');
}

/** A section of which a group says what it wishes, with the same help for editors. */
function ofGroup<Shape extends z.core.$ZodShape>(section: z.ZodObject<Shape, z.core.$strict>) {
  const partial = withoutDefaults(section).partial();
  const schemas = section.shape as unknown as Readonly<Record<string, z.ZodType>>;
  for (const [key, schema] of Object.entries(partial.shape)) {
    const notes = settingNotes.get(schemas[key]!);
    if (notes) settingNotes.add(schema as z.ZodType, notes);
  }
  return partial;
}
