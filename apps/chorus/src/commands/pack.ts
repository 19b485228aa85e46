import { Interruption } from '@chorus/command-line';
import { ChorusError } from '@chorus/proto';
import { DiskError, findRun, FinishedRun, packRun, readPrivateKey } from '@chorus/run-files';
import { statSync } from 'node:fs';
import { chooseMembers } from '../choose-members.ts';
import { EXIT_STATUS } from '../exit-status.ts';

/** What `chorus pack` was told. */
export interface PackFlags {
  readonly out?: string;
  /** The members whose models are packed: `1,3`; false with --without-members; undefined: all. */
  readonly members?: string;
  readonly withoutMembers?: boolean;
  /** The PEM file of the private key. */
  readonly sign?: string;
}

/**
 * Makes one file of a run.
 *
 * @param word the run's folder, or its name below `runs/`
 * @returns the exit status
 * @throws ChorusError when there is no such run, it has no result, or it was altered
 */
export async function pack(word: string, flags: PackFlags): Promise<number> {
  const run = FinishedRun.open(findRun(word));
  const members = packedMembers(run, flags);
  const key = flags.sign === undefined ? undefined : readPrivateKey('--sign', flags.sign);
  const out = checkOut(flags.out ?? `${run.runId}.tar`);
  const interruption = new Interruption();
  try {
    const { signal } = interruption;
    const { files, bytes, leftOut } = await packRun(run, { out, members, key, signal });
    const left = leftOut.length === 0 ? '' : `, ${leftOut.length} left out`;
    const signed = key ? ', signed' : '';
    process.stdout.write(`${out}: ${files} files${left}, ${bytes} bytes${signed}\n`);
    return EXIT_STATUS.succeeded;
  } catch (error) {
    if (error instanceof DiskError) throw new ChorusError('invalid', `--out: ${error.message}`);
    if (!interruption.signal.aborted) throw error;
    process.stderr.write('interrupted: nothing was packed\n');
    return interruption.exitStatus;
  }
}

function checkOut(out: string): string {
  if (statSync(out, { throwIfNoEntry: false })?.isDirectory()) {
    throw new ChorusError('invalid', `--out ${out} is a folder: name the file, such as run.tar`);
  }
  return out;
}

function packedMembers(run: FinishedRun, { members, withoutMembers }: PackFlags): number[] {
  if (members !== undefined && withoutMembers) {
    throw new ChorusError('invalid', 'of --members and --without-members one can be given');
  }
  return withoutMembers ? [] : chooseMembers(run, members);
}
