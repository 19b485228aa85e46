/** The members of a run, as what each does not share with the others. */
import { deriveSeed } from '@chorus/data';
import { ChorusError } from '@chorus/errors';
import { z } from 'zod';
import { runConfigSchema, type RunConfig } from './run-config.ts';

/** What a member of a run does not share with the others. */
export const runMemberSchema = z.strictObject({
  /** The seed of its initial weights, of dropout and of the order of its samples. */
  seed: runConfigSchema.shape.members.shape.seed,
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

type Asked = Pick<RunConfig, 'members'> & {
  readonly training: Pick<RunConfig['training'], 'epochs'>;
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
export function resolveMember({ members, training }: Asked, member: number): RunMember {
  const { seed, snapshots } = members;
  if (!snapshots || member === 1) return { seed: deriveSeed(seed, 'member', member) };
  // The states of one training: all have the first one's seed.
  const continues = { member: member - 1, epochs: (member - 1) * training.epochs };
  return { seed: deriveSeed(seed, 'member', 1), continues };
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
