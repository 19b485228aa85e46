import { forkDependent } from '@chorus/command-line';
import type { Combination, RuleName } from '@chorus/ensemble';
import { ChorusError } from '@chorus/proto';
import type { FinishedRun } from '@chorus/run-files';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, statSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { combinationOfMembers } from './combination-of-members.ts';
import { type FormatName, traitsOf } from './formats.ts';
import type { ExportAnswer, ExportRequest } from './process/messages.ts';

const PROGRAM = fileURLToPath(new URL('process/main.ts', import.meta.url));

/** How much is kept of what the process prints, to say why it died. */
const PRINTED_KEPT_CHARS = 4_000;

/** What is exported, and how. */
export interface ExportOptions {
  readonly format: FormatName;
  /** Where the model comes to lie: a file or a folder, as the format is. Nothing may lie there. */
  readonly out: string;
  /** The numbers of the members, in the order of the report. */
  readonly members: readonly number[];
  /** How all members of the ensemble are combined. */
  readonly combination: Combination;
  /** Aborted: the export ends, and leaves nothing. */
  readonly signal?: AbortSignal | undefined;
}

/** What was exported. */
export interface Exported {
  readonly members: readonly number[];
  readonly rule: RuleName;
  readonly path: string;
}

/**
 * Writes the ensemble of a run as one model, in a process of its own: beside the place where it is to lie, and then there.
 *
 * @throws ChorusError `invalid` for a path or members that cannot be, `refused` for what the format does not hold,
 *   `unavailable` when TensorFlow cannot be started or the process dies, and what reading the run throws
 */
export async function exportRun(
  run: FinishedRun,
  { format, out, members, combination: ofAll, signal }: ExportOptions,
): Promise<Exported> {
  run.requireModels(members);
  const combination = combinationOfMembers(run, members, ofAll);
  requireFreePath(format, out);
  const path = join(dirname(resolve(out)), `.${basename(out)}.${randomUUID()}.tmp`);
  try {
    const answer = await ask(
      { folder: run.folder.path, format, members, combination, path },
      signal,
    );
    if (answer.type === 'failed') {
      throw new ChorusError(answer.code, answer.problem.replaceAll(path, out));
    }
    await rename(path, out);
  } finally {
    await rm(path, { recursive: true, force: true });
  }
  return { members, rule: combination.rule, path: out };
}

function requireFreePath(format: FormatName, out: string): void {
  const { ending = '' } = traitsOf(format);
  if (!out.endsWith(ending)) {
    const problem = `--out ${out} must end with ${ending}: ${format} opens no other file`;
    throw new ChorusError('invalid', problem);
  }
  if (existsSync(out)) {
    const problem = `${out} is there already: name another --out, or remove it`;
    throw new ChorusError('invalid', problem);
  }
  const folder = dirname(resolve(out));
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return;
  const problem = `--out ${out} cannot be written: there is no folder ${folder}; make it first`;
  throw new ChorusError('invalid', problem);
}

/** Has a process of its own write the model. @returns when it has ended */
async function ask(request: ExportRequest, signal: AbortSignal | undefined): Promise<ExportAnswer> {
  // Nothing large is computed, and a GPU may be training.
  const child = forkDependent(PROGRAM, { CUDA_VISIBLE_DEVICES: '-1' });
  const kill = () => child.kill('SIGKILL');
  signal?.addEventListener('abort', kill);
  if (signal?.aborted) kill();
  let printed = '';
  child.stderr!.setEncoding('utf8').on('data', (text: string) => {
    printed = (printed + text).slice(-PRINTED_KEPT_CHARS);
  });
  const answered = once(child, 'message') as Promise<[ExportAnswer]>;
  const ended = once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>;
  child.send(request, () => {}); // a process that is gone says so by its end
  try {
    const answer = await Promise.race([
      answered.then(([first]) => first),
      ended.then(([exitCode, end]): ExportAnswer => died(end ?? exitCode, printed)),
    ]);
    await ended;
    return answer;
  } finally {
    signal?.removeEventListener('abort', kill);
  }
}

function died(how: NodeJS.Signals | number | null, printed: string): ExportAnswer {
  const last = printed.trim().split('\n').at(-1) ?? '';
  const problem = `the process that writes the model ended with ${how}${last && `: ${last}`}`;
  return { type: 'failed', code: 'unavailable', problem };
}
