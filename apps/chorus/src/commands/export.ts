import { Interruption } from '@chorus/command-line';
import { COMBINING_RULES, type Combination, type RuleName } from '@chorus/ensemble';
import { exportRun, type FormatName, traitsOf } from '@chorus/export';
import { ChorusError } from '@chorus/proto';
import { findRun, FinishedRun } from '@chorus/run-files';
import { setUpTensorFlow } from '@chorus/tensorflow';
import { chooseMembers } from '../choose-members.ts';
import { EXIT_STATUS } from '../exit-status.ts';
import { printJson, printLines } from '../terminal/print-lines.ts';

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
  const run = FinishedRun.open(findRun(word));
  const members = chooseMembers(run, flags.members);
  const combination = await combinationBy(run, flags.rule);
  const interruption = new Interruption();
  const { signal } = interruption;
  try {
    if (traitsOf(flags.format).needsTensorFlow) await setUpTensorFlow({ signal });
    const { format, out } = flags;
    const exported = await exportRun(run, { format, out, members, combination, signal });
    const { members: held, rule } = exported;
    if (flags.json) printJson({ run: run.runId, format, ...exported });
    else printLines([`${out}: ${describe(held)} of run ${run.runId}, combined by ${rule}`]);
    return EXIT_STATUS.succeeded;
  } catch (error) {
    if (!signal.aborted) throw error;
    return interruption.exitStatus;
  }
}

function describe(members: readonly number[]): string {
  return `member${members.length === 1 ? '' : 's'} ${members.join(', ')}`;
}

/**
 * How the run's members are combined by a rule: as the run itself has it, or what `chorus combine` comes to.
 *
 * @throws ChorusError `refused` for a rule whose weights somebody must give, `invalid` for one that cannot be fitted
 */
async function combinationBy(
  run: FinishedRun,
  rule: RuleName = run.combination.rule,
): Promise<Combination> {
  if (rule === run.combination.rule) return run.combination;
  const { needs } = COMBINING_RULES[rule];
  if (needs === 'nothing') return { rule };
  if (needs === 'weights') {
    const problem = `run ${run.runId} was combined by ${run.combination.rule}, and has no weights`;
    const remedy =
      'train with --combine weighted and --member-weights, or let --rule greedy fit some';
    throw new ChorusError('refused', `${problem}: ${remedy}`);
  }
  const { evaluateFinished } = await import('@chorus/coordinator');
  const { ensemble } = await evaluateFinished(run, { rule, calibration: 'none' });
  return ensemble.combination!;
}
