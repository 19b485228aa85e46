import { Interruption } from '@chorus/command-line';
import { verifyPackedRun, verifyRun, type Finding, type Verification } from '@chorus/coordinator';
import { chorusHome } from '@chorus/machine';
import { ChorusError } from '@chorus/proto';
import { findRun, FinishedRun, readPublicKey } from '@chorus/run-files';
import { statSync } from 'node:fs';
import { EXIT_STATUS } from '../exit-status.ts';
import { retrainMember } from '../retrain/retrain-member.ts';
import { printJson, printLines } from '../terminal/print-lines.ts';

/** What `chorus verify` was told. */
export interface VerifyFlags {
  readonly json?: boolean;
  /** The PEM file of the public key by which it must be signed. */
  readonly key?: string;
  /** The number of a member that is trained again. */
  readonly retrain?: string;
}

/**
 * Proves a run from its files alone.
 *
 * @param word the run's folder, its name below `runs/`, or the file of a packed run
 * @returns the exit status: failed when something was altered
 * @throws ChorusError when there is no such run, or it has no result
 */
export async function verify(
  word: string,
  { json = false, key, retrain }: VerifyFlags,
): Promise<number> {
  const options = { key: key === undefined ? undefined : readPublicKey('--key', key) };
  const isPacked = statSync(word, { throwIfNoEntry: false })?.isFile() ?? false;
  const verified = isPacked ? verifyPackedRun(word, options) : verifyRun(findRun(word), options);
  if (retrain !== undefined && isPacked) {
    throw new ChorusError('invalid', `--retrain needs a run's folder: unpack ${word} by 'tar xf'`);
  }
  if (retrain === undefined || !verified.whole) return show(verified, json);
  const interruption = new Interruption();
  try {
    const finding = await trainAgain(findRun(word), retrain, interruption.signal);
    const whole = finding.found !== 'altered';
    return show({ ...verified, whole, findings: [...verified.findings, finding] }, json);
  } catch (error) {
    if (!interruption.signal.aborted) throw error;
    return interruption.exitStatus;
  }
}

async function trainAgain(path: string, retrain: string, signal: AbortSignal): Promise<Finding> {
  const run = FinishedRun.open(path);
  const { member, ...same } = await retrainMember(
    run,
    Number(retrain),
    chorusHome(process.env),
    signal,
  );
  const what = 'retrained';
  const { backend } = run.report.members.find((own) => own.member === member)!;
  const subject = `member ${member}, trained again by ${same.device}:`;
  if (same.samePredictions && same.sameWeights !== false) {
    const text = `${subject} the same predictions${same.sameWeights ? ' and weights' : ''}, to the bit`;
    return { what, found: 'whole', text };
  }
  const text = `${subject} other predictions or weights than it brought, by ${backend}; another kind of device gives other bits`;
  return { what, found: 'altered', text };
}

function show(verification: Verification, json: boolean): number {
  if (json) printJson(verification);
  else printLines(wordsOf(verification));
  return verification.whole ? EXIT_STATUS.succeeded : EXIT_STATUS.failed;
}

const MARKS = { whole: 'ok', altered: 'ALTERED', unknown: 'unknown' } as const;

/** A line for each finding, and one for what they come to. */
function wordsOf({ runId, whole, findings }: Verification): string[] {
  const width = Math.max(...findings.map(({ what }) => what.length));
  const lines = findings.map(
    ({ what, found, text }) => `${MARKS[found].padEnd(8)} ${what.padEnd(width)}  ${text}`,
  );
  const altered = findings.filter(({ found }) => found === 'altered').length;
  const end = whole
    ? `run ${runId} is what it was when it ended`
    : `run ${runId} is not proved: ${altered} of what was looked at is not as it should be`;
  return [...lines, '', end];
}
