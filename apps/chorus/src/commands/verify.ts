import { verifyPackedRun, verifyRun, type Verification } from '@chorus/coordinator';
import { findRun, readPublicKey } from '@chorus/run-files';
import { statSync } from 'node:fs';
import { EXIT_STATUS } from '../exit-status.ts';

/** What `chorus verify` was told. */
export interface VerifyFlags {
  readonly json?: boolean;
  /** The PEM file of the public key by which it must be signed. */
  readonly key?: string;
}

/**
 * Proves a run from its files alone.
 *
 * @param word the run's folder, its name below `runs/`, or the file of a packed run
 * @returns the exit status: failed when something was altered
 * @throws ChorusError when there is no such run, or it has no result
 */
export async function verify(word: string, { json = false, key }: VerifyFlags): Promise<number> {
  const options = { key: key === undefined ? undefined : readPublicKey('--key', key) };
  const isPacked = statSync(word, { throwIfNoEntry: false })?.isFile() ?? false;
  const verification = isPacked
    ? verifyPackedRun(word, options)
    : verifyRun(findRun(word), options);
  const lines = json ? [JSON.stringify(verification)] : wordsOf(verification);
  process.stdout.write(lines.map((line) => `${line}\n`).join(''));
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
