/** Whether a run may end, and end as it does. */
import type { Command } from '../src/events.ts';
import type { ExpectedRun } from './expected-run.ts';
import { gainOf } from './training.ts';
import { must } from './violation.ts';

type CommandOf<Type extends Command['type']> = Extract<Command, { type: Type }>;

/** @throws Violation unless the run has enough members to end early (V2) */
export function seeStop(run: ExpectedRun, { runId, membersDone }: CommandOf<'run-stopped'>): void {
  const { earlyEnd, members } = run.plan;
  const done = run.members.filter(({ predictions }) => predictions !== undefined).length;
  const newest = done === run.validated && done === membersDone && done < members;
  must(newest, 'V2', () => `${runId} ends early by what ${run.validated} of ${done} members say`);
  const just = earlyEnd && done >= earlyEnd.fewestMembers && gainOf(done) < earlyEnd.gainBelow;
  must(just === true, 'V2', () => `${runId} ends early though the next member adds enough`);
  run.stopped = true;
}

/** Whether the reason of a failed run names a member that was given up and, where members differ, its group. */
function namesGroup(
  { plan, asked, members }: Pick<ExpectedRun, 'plan' | 'asked' | 'members'>,
  reason: string,
): boolean {
  return members.some(({ ref: { member }, givenUp }) => {
    const { name } = plan.groups?.[asked[member - 1]?.group ?? -1] ?? {};
    const words = name === undefined ? '' : ` (group '${name}')`;
    return givenUp && reason.startsWith(`member ${member}${words} `);
  });
}

/** @throws Violation unless nothing of the run is left, and its members say what the outcome says */
export function seeEnd(
  { plan, asked, members, files, validated, stopped, isBad }: ExpectedRun,
  { runId, outcome }: CommandOf<'run-ended'>,
): void {
  const live = members.find((member) => member.live);
  must(!live, 'C1', () => `${runId} has ended, its member ${live?.ref.member} has not`);
  must(files.size === 0, 'files', () => `${runId} has ended and leaves ${[...files].join(' ')}`);
  const givenUp = members.filter((member) => member.givenUp).length;
  const done = members.filter(({ predictions }) => predictions !== undefined).length;
  const ends = !isBad || outcome.status === 'failed';
  must(ends, 'bad-config', () => `${runId}, which nobody can train, is ${outcome.status}`);
  if (outcome.status === 'failed') {
    const just = isBad || givenUp > members.length - plan.minMembers;
    must(just, 'C7', () => `${runId} failed with ${givenUp} members given up`);
    const told = isBad || namesGroup({ plan, asked, members }, outcome.reason);
    must(told, 'told', () => `${runId} failed, and does not say which group: ${outcome.reason}`);
  } else if (outcome.status === 'succeeded') {
    const enough = stopped || done === plan.members || done + givenUp === members.length;
    const just = enough && (stopped || done >= plan.minMembers) && done <= plan.members;
    must(just, 'C4', () => `${runId} succeeded with ${done} members`);
    const isValidated = !plan.validates || validated === done;
    must(isValidated, 'V1', () => `${runId} succeeded before its last ensemble was validated`);
  }
}
