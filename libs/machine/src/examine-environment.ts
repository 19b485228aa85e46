/**
 * What Chorus needs of a machine beside its devices, and of the environment it is started in. The
 * commands look at their start, so that the reason stands in one line instead of in what fails later;
 * `chorus doctor` shows all of it.
 */
import { readFileSync, statfsSync } from 'node:fs';
import { resolve } from 'node:path';
import { chorusHome } from './chorus-home.ts';
import { findFolderProblem, folderProblem, nearestExisting } from './folder-problem.ts';
import { MachineError } from './machine-error.ts';
import { isMountedNoexec, remoteTypeOf, type Mount } from './mounts.ts';

/** What was found about one thing; `problem`: training is not possible. */
export interface Finding {
  readonly subject: string;
  readonly level: 'ok' | 'warning' | 'problem';
  readonly text: string;
  /** What to do about it. */
  readonly remedy?: string;
}

/** A graph that a trainer hands to TensorFlow takes a few of them. */
const TEMPORARY_MEGABYTES = 16;
const BYTES_PER_MEGABYTE = 1_000_000;
/** The fewest open files with which a program of Node can start another one. */
const FEWEST_OPEN_FILES = 64;
/** A coordinator needs one for each worker and watcher, and some for each run. */
const ENOUGH_OPEN_FILES = 256;
/** What systems give by default. */
const USUAL_OPEN_FILES = 1024;

/** Whether the caches can be kept, and TensorFlow's libraries be loaded from there. */
export function examineHome(environment: NodeJS.ProcessEnv): Finding {
  const subject = 'caches';
  const remedy = 'set CHORUS_HOME to another folder';
  let home: string;
  try {
    home = chorusHome(environment);
  } catch (error) {
    const [text = '', ...rest] = (error as Error).message.split(': ');
    return { subject, level: 'problem', text, remedy: rest.join(': ') };
  }
  const problem = findFolderProblem(home);
  if (problem !== undefined) {
    // What is needed may be there already, as in an image that brings its caches.
    const level = problem.readOnly ? 'warning' : 'problem';
    const text = `nothing new can be kept in ${home}, since ${problem.text}`;
    return { subject, level, text, remedy };
  }
  if (isMountedNoexec(home) && !environment['LIBTENSORFLOW_DIR']) {
    const text = `${home} is mounted noexec: TensorFlow cannot be loaded from there`;
    return { subject, level: 'warning', text, remedy };
  }
  return { subject, level: 'ok', text: `in ${home}` };
}

/** Whether temporary files can be written. */
export function examineTemporaryFolder(environment: NodeJS.ProcessEnv): Finding {
  const subject = 'temporary';
  const folder = environment['TMPDIR'] || '/tmp';
  const remedy = 'set TMPDIR to a folder with some room';
  if (process.platform === 'win32') return { subject, level: 'ok', text: 'left to Windows' };
  if (nearestExisting(resolve(folder)) !== resolve(folder)) {
    return { subject, level: 'problem', text: `there is no folder ${folder}`, remedy };
  }
  const problem = folderProblem(folder);
  if (problem !== undefined) {
    return { subject, level: 'problem', text: `no temporary files, since ${problem}`, remedy };
  }
  const { bavail, bsize } = statfsSync(folder);
  const megabytes = (bavail * bsize) / BYTES_PER_MEGABYTE;
  if (megabytes < TEMPORARY_MEGABYTES) {
    const text = `${folder} has room for ${megabytes.toFixed(2)} MB, ${TEMPORARY_MEGABYTES} are needed`;
    return { subject, level: 'problem', text, remedy };
  }
  return { subject, level: 'ok', text: `files in ${folder}` };
}

/** Whether enough files may be open at once. @param limits as Linux has them in /proc/self/limits */
export function examineOpenFiles(limits = readLimits()): Finding {
  const subject = 'open files';
  const most = /^Max open files +(\d+)/m.exec(limits)?.[1];
  if (most === undefined) return { subject, level: 'ok', text: 'without a limit that is known' };
  const text = `at most ${most} at once`;
  if (Number(most) >= ENOUGH_OPEN_FILES) return { subject, level: 'ok', text };
  const level = Number(most) < FEWEST_OPEN_FILES ? 'problem' : 'warning';
  const remedy = `raise the limit: ulimit -n ${USUAL_OPEN_FILES}, or LimitNOFILE= of a systemd unit`;
  return { subject, level, text, remedy };
}

/**
 * Whether a journal can be kept in the folder, which need not be there yet.
 *
 * @param mounts as Linux has them in /proc/self/mountinfo
 */
export function examineStateFolder(folder: string, mounts?: readonly Mount[]): Finding {
  const subject = 'state';
  const problem = folderProblem(folder);
  const remedy = 'name a folder on a disk of this machine with --state';
  if (problem !== undefined) return { subject, level: 'warning', text: problem, remedy };
  const remote = remoteTypeOf(folder, mounts);
  if (remote === undefined) return { subject, level: 'ok', text: `can be kept in ${folder}` };
  const text = `${folder} lies on ${remote}, whose locks may not keep two coordinators apart`;
  return { subject, level: 'warning', text, remedy };
}

/**
 * Tells what may go wrong, and refuses to go on where it would.
 *
 * @param warn told each warning
 * @throws MachineError at the first problem
 */
export function requireEnvironment(
  findings: readonly Finding[],
  warn: (text: string) => void,
): void {
  for (const { level, subject, text, remedy = '' } of findings) {
    const line = `${subject}: ${text}: ${remedy}`;
    if (level === 'problem') throw new MachineError(line);
    if (level === 'warning') warn(line);
  }
}

function readLimits(): string {
  try {
    return readFileSync('/proc/self/limits', 'utf8');
  } catch {
    return '';
  }
}
