import { verifyRun } from '@chorus/coordinator';
import { COMMANDS } from '@chorus/command-line/commands';
import { ChorusError } from '@chorus/proto';
import { extensionProblem, type ResolvedConfig } from '@chorus/run-config';
import { FinishedRun } from '@chorus/run-files';

/**
 * Opens a run that is to be extended, and makes sure that it is what it was when it ended.
 *
 * @param path the run's folder
 * @param wanted says how many members there are to be
 * @throws ChorusError for a run that cannot be extended, or not to so many members
 */
export function openExtendable(path: string, wanted: ResolvedConfig): FinishedRun {
  const run = FinishedRun.open(path);
  const { runId } = run;
  const problem = extensionProblem(run.config);
  if (problem !== undefined) throw new ChorusError('refused', `run ${runId} ${problem}`);
  requireMore(run, wanted);
  const altered = verifyRun(path).findings.find(({ found }) => found === 'altered');
  if (!altered) return run;
  const more = `'${COMMANDS.chorus} verify ${path}' tells all`;
  throw new ChorusError(
    'corrupt',
    `run ${runId} is not what it was when it ended: ${altered.text}; ${more}`,
  );
}

/** Refuses a number of members of which none would be trained. */
function requireMore({ runId, members }: FinishedRun, { document, place }: ResolvedConfig): void {
  const { count } = document.members;
  const last = Math.max(...members.map(({ member }) => member));
  // Those that failed are trained, too.
  if (count >= last && count > members.length) return;
  const numbers = last === members.length ? '' : `, the last of which is member ${last}`;
  throw new ChorusError(
    'invalid',
    `${place('members.count')} is ${count}, but run ${runId} has ${members.length} members${numbers}: name more`,
  );
}
