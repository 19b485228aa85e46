import { Interruption } from '@chorus/command-line';
import type { RuleName } from '@chorus/ensemble';
import { exportRun, type FormatName, traitsOf } from '@chorus/export';
import { ChorusError } from '@chorus/proto';
import { findRun, FinishedRun } from '@chorus/run-files';
import { setUpTensorFlow } from '@chorus/tensorflow';
import { EXIT_STATUS } from '../exit-status.ts';

/** The options of `chorus export`. */
export interface ExportFlags {
  readonly format: FormatName;
  readonly out: string;
  /** Numbers of members, as text. */
  readonly members?: string;
  readonly rule?: RuleName;
  readonly json?: boolean;
}

/**
 * Writes the ensemble of a run as one model.
 *
 * @param word the run's folder, or its name
 * @returns the exit status
 * @throws ChorusError when the run, the members, the rule or the path cannot be, or the format does not hold the ensemble
 */
export async function exportModel(word: string, flags: ExportFlags): Promise<number> {
  const members = flags.members === undefined ? undefined : parseMembers(flags.members);
  const run = FinishedRun.open(findRun(word));
  const interruption = new Interruption();
  const { signal } = interruption;
  try {
    if (traitsOf(flags.format).needsTensorFlow) await setUpTensorFlow({ signal });
    const { format, out, rule } = flags;
    const exported = await exportRun(run, { format, out, members, rule, signal });
    process.stdout.write(
      flags.json
        ? `${JSON.stringify({ run: run.runId, format, ...exported })}\n`
        : `${out}: ${describe(exported.members)} of run ${run.runId}, combined by ${exported.rule}\n`,
    );
    return EXIT_STATUS.succeeded;
  } catch (error) {
    if (!signal.aborted) throw error;
    return interruption.exitStatus;
  }
}

function describe(members: readonly number[]): string {
  return `member${members.length === 1 ? '' : 's'} ${members.join(', ')}`;
}

/** @throws ChorusError `invalid` */
function parseMembers(text: string): number[] {
  const members = text.split(',').map((part) => (/^\s*\d+\s*$/.test(part) ? Number(part) : 0));
  if (members.every((member) => member >= 1)) return members;
  const problem = `--members must be numbers of members with commas between them, such as 1,3, not '${text}'`;
  throw new ChorusError('invalid', problem);
}
