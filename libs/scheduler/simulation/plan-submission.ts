/** What people want of a simulated cluster: runs of every kind that differs to the scheduler. */
import type { MemberPlan, RunPlan } from '../src/run.ts';
import type { Random } from './random.ts';
import type { Submission } from './surroundings.ts';

/** A run that somebody wants, and the numbers of its members that diverge wherever they are tried. */
export interface PlannedSubmission extends Submission {
  readonly diverging: readonly number[];
}

/**
 * Plans a run.
 *
 * @param random for what each run has
 * @param stream a source of chance for each other thing
 */
export function planSubmission(
  runId: string,
  random: Random,
  stream: (name: string) => Random,
): PlannedSubmission {
  const count = random.integer(1, 5);
  const members = planMembers(count, stream(`members of ${runId}`));
  const isLinked = members.some(({ continues }) => continues !== undefined);
  const stopsEarly = !isLinked && stream(`patience of ${runId}`).chance(0.4);
  const plan: RunPlan = {
    members: count,
    minMembers: random.integer(1, count),
    epochs: random.integer(1, 5),
    maxFailures: random.integer(1, 3),
    backups: random.chance(0.3),
    ...(stopsEarly && { stopsEarly }),
    ...planValidation(stream(`validation of ${runId}`)),
  };
  const kind = stream(`kind of ${runId}`);
  if (kind.chance(0.15)) return planSearch(plan, kind);
  if (kind.chance(0.15)) return { ...planExtended(plan, kind), diverging: [] };
  return { ...planGroups({ plan, members }, stream(`groups of ${runId}`)), diverging: [] };
}

/** Members that all begin at the start, a chain of them, or any trees: each may continue one before it. */
function planMembers(count: number, random: Random): MemberPlan[] {
  const share = [0, 0, 0.6, 1][random.integer(0, 3)]!;
  return Array.from({ length: count }, (_, index) => {
    if (index === 0 || !random.chance(share)) return {};
    return { continues: { member: share === 1 ? index : random.integer(1, index) } };
  });
}

/**
 * Members that differ, in two of five runs: each group has its own number of epochs. Those of one without epochs were
 * trained elsewhere, and so none continues them, nor do they continue others.
 */
function planGroups({ plan, members }: Submission, random: Random): Submission {
  if (!random.chance(0.4)) return { plan, members };
  const groups = ['wide', 'deep', 'given'].map((name) => ({
    name,
    epochs: name === 'given' ? 0 : random.integer(1, 5),
    // Those of the run that may stop early.
    ...(plan.stopsEarly && name === 'wide' && { stopsEarly: true }),
  }));
  const inGroups = members.map((member) => ({ ...member, group: random.integer(0, 2) }));
  const isGiven = (index: number) => groups[inGroups[index]!.group]!.epochs === 0;
  return {
    // Of members that differ none is trained in another one's place.
    plan: { ...plan, backups: false, groups },
    members: inGroups.map(({ continues, ...member }, index) =>
      !continues || isGiven(index) || isGiven(continues.member - 1)
        ? member
        : { ...member, continues },
    ),
  };
}

/**
 * A search: each trial is a group with as many epochs as were drawn for it, of one member or of one for each fold. Some diverge,
 * and the run succeeds when as many trials as are kept are whole, whichever members fail.
 */
function planSearch(plan: RunPlan, random: Random): PlannedSubmission {
  const folds = random.integer(1, 2);
  const trials = random.integer(2, 4);
  const keep = random.integer(1, trials);
  const groups = Array.from({ length: trials }, (_, trial) => ({
    name: `trial ${trial + 1}`,
    epochs: random.integer(1, 5),
    ...(plan.stopsEarly && { stopsEarly: true }),
  }));
  const members = groups.flatMap((_, group) => Array.from({ length: folds }, () => ({ group })));
  const numbers = members.map((_, index) => index + 1);
  const { earlyEnd: _, ...others } = plan;
  const needed = trials * (folds - 1) + keep;
  return {
    plan: { ...others, members: members.length, minMembers: needed, backups: false, groups },
    members,
    diverging: numbers.filter(() => random.chance(0.25)),
  };
}

/** A run that extends another one: members that were trained there, or are predictions alone, then those that are trained. */
function planExtended(plan: RunPlan, random: Random): Submission {
  const taken = random.integer(1, plan.members);
  const { epochs, stopsEarly = false } = plan;
  const groups = [
    ...Array.from({ length: taken }, (_, index) => ({ name: `taken ${index + 1}`, epochs: 0 })),
    { name: 'new', epochs, ...(stopsEarly && { stopsEarly }) },
  ];
  const { earlyEnd: _, ...others } = plan;
  return {
    plan: { ...others, backups: false, groups },
    members: Array.from({ length: plan.members }, (_, index) => ({
      group: Math.min(index, taken),
    })),
  };
}

/** Gains are those of `gainOf`: such a run ends early with two to five members, or not at all. */
function planValidation(random: Random): Pick<RunPlan, 'validates' | 'earlyEnd'> {
  if (!random.chance(0.4)) return {};
  const earlyEnd = { fewestMembers: random.integer(2, 3), gainBelow: random.between(0.005, 0.03) };
  return { validates: true, ...(random.chance(0.7) && { earlyEnd }) };
}
