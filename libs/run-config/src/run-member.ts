/** The members of a run, as what each does not share with the others. */
import { deriveSeed } from '@chorus/data';
import { ChorusError } from '@chorus/errors';
import { z } from 'zod';
import { runConfigSchema, type RunConfig, type SettledGroup } from './run-config.ts';

/** What a member of a run does not share with the others. */
export const runMemberSchema = z.strictObject({
  /** The seed of its initial weights, of dropout and of the order of its samples. */
  seed: runConfigSchema.shape.members.shape.seed,
  /** Its group's place in the configuration's list, from 0; undefined: the run's members are alike. */
  group: z.int().min(0).optional(),
  /** Which of the training samples it is trained on; undefined: all that are not held out for everybody. */
  samples: z
    .strictObject({
      /** The fold that it leaves out, from 1, and how many there are: it is validated on that one. */
      fold: z.strictObject({ number: z.int().min(1), of: z.int().min(2) }).optional(),
      /** The share of what is left that is drawn for it. */
      share: z.number().positive().lt(1).optional(),
      /** Whether as many are drawn of that with replacement. */
      bootstrap: z.literal(true).optional(),
    })
    .optional(),
  /** Which part of the test samples it predicts, in a run that only predicts; undefined: all. */
  part: z.strictObject({ number: z.int().min(1), of: z.int().min(1) }).optional(),
  /** Where it begins; undefined: at the start. */
  continues: z
    .strictObject({
      /** The member whose last checkpoint it begins from: one that stands before it. */
      member: z.int().min(1),
      /** Epochs that this checkpoint has seen, those of all members before among them. */
      epochs: z.int().min(1),
    })
    .optional(),
});

export type RunMember = z.output<typeof runMemberSchema>;

/** What of a configuration, settled or not, the members follow from. */
interface Asked {
  readonly members: Omit<RunConfig['members'], 'groups'> & {
    // What is submitted of a search has its trials as groups.
    readonly groups?: readonly AskedGroup[] | undefined;
  };
  readonly training: Pick<RunConfig['training'], 'epochs'>;
  readonly predicts?: RunConfig['predicts'];
}

type AskedGroup = Pick<SettledGroup, 'count' | 'seed' | 'dataShare' | 'from'> & {
  readonly training?: { readonly epochs?: number | undefined } | undefined;
};

/** The members that a configuration asks for, numbered from 1: a function of the configuration alone. */
export function resolveMembers(config: Asked): RunMember[] {
  const members = Array.from({ length: config.members.count }, (_, index) =>
    resolveMember(config, index + 1),
  );
  checkContinues(members);
  return members;
}

/**
 * One member, also one that is added later: a backup.
 *
 * @param member its number, from 1
 */
export function resolveMember({ members, training, predicts }: Asked, member: number): RunMember {
  const { group, first, own } = groupOf(members, member);
  // The states of one training: all have the first one's seed.
  const origin = members.snapshots ? first : member;
  const seed =
    own?.seed === undefined
      ? deriveSeed(members.seed, 'member', origin)
      : deriveSeed(own.seed, 'member', origin - first + 1);
  const before = member - first;
  const epochs = own?.training?.epochs ?? training.epochs;
  const samples = samplesOf(members, own, member);
  return {
    seed,
    ...(members.snapshots &&
      before > 0 && { continues: { member: member - 1, epochs: before * epochs } }),
    ...(group !== undefined && { group }),
    ...(samples && { samples }),
    ...(predicts && own && { part: { number: before + 1, of: own.count } }),
  };
}

/** The group of a member, and the number of its first member: groups stand one after the other. */
function groupOf(
  { groups = [] }: Asked['members'],
  member: number,
): { readonly group?: number; readonly first: number; readonly own?: AskedGroup } {
  let first = 1;
  for (const [group, own] of groups.entries()) {
    if (member < first + own.count) return { group, first, own };
    first += own.count;
  }
  return { first: 1 };
}

function samplesOf(
  { dataShare, bagging, folds }: Asked['members'],
  own: AskedGroup | undefined,
  member: number,
): RunMember['samples'] {
  if (own?.from !== undefined) return undefined;
  const share = own?.dataShare ?? dataShare ?? 1;
  const samples = {
    ...(folds !== undefined && { fold: { number: ((member - 1) % folds) + 1, of: folds } }),
    ...(share < 1 && { share }),
    ...(bagging && { bootstrap: true as const }),
  };
  return Object.keys(samples).length > 0 ? samples : undefined;
}

/**
 * Refuses members that wait for what never comes: one that is not there, or that waits for them.
 *
 * @throws ChorusError `invalid`, naming the member
 */
export function checkContinues(members: readonly RunMember[]): void {
  for (const [index, { continues }] of members.entries()) {
    if (!continues || continues.member <= index) continue;
    const member = index + 1;
    const whom = continues.member === member ? 'itself' : `member ${continues.member}`;
    const why =
      continues.member > members.length
        ? `there are ${members.length} members`
        : 'a member continues one that stands before it';
    throw new ChorusError('invalid', `member ${member} continues ${whom}, but ${why}`);
  }
}

/** How many of the members can be trained at the same time: those of which none waits for another. */
export function mostAtOnce(members: readonly RunMember[]): number {
  // Each that another one continues has ended when that one begins, so that the last of each chain count.
  const continued = new Set(members.flatMap(({ continues }) => continues?.member ?? []));
  return members.length - continued.size;
}
