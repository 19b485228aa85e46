import { ChorusError } from '@chorus/proto';
import type { FinishedRun } from '@chorus/run-files';

/**
 * The members that `--members` names.
 *
 * @param text numbers with commas between them; undefined: all
 * @returns in the order of the run's report
 * @throws ChorusError `invalid` for what is no number, a member that the ensemble does not have, or that is named twice
 */
export function chooseMembers(run: FinishedRun, text: string | undefined): number[] {
  const all = run.members.map(({ member }) => member);
  if (text === undefined) return all;
  const named = text.split(',').map((part) => part.trim());
  const odd = named.find((part) => !/^\d+$/.test(part));
  if (odd !== undefined) {
    throw refused(text, 'must be numbers of members with commas between them, such as 1,3');
  }
  const numbers = named.map(Number);
  const twice = numbers.find((member, at) => numbers.indexOf(member) < at);
  if (twice !== undefined) throw refused(text, `names member ${twice} twice: name each once`);
  const unknown = numbers.find((member) => !all.includes(member));
  if (unknown === undefined) return all.filter((member) => numbers.includes(member));
  const problem = `names ${unknown}, but the ensemble of run ${run.runId} has ${all.join(', ')}`;
  throw refused(text, problem);
}

function refused(text: string, problem: string): ChorusError {
  return new ChorusError('invalid', `--members '${text}' ${problem}`);
}
