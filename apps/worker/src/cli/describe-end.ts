import { MachineError } from '@chorus/machine';
import { ChorusError } from '@chorus/proto';
import {
  DEFECT_STATUS,
  describeDefect,
  harmlessLine,
  isSystemError,
  ListenError,
  withoutTokens,
} from '@chorus/telemetry';
import { CommanderError } from 'commander';

/** What a worker that was ended by an error says, and exits with; undefined: as a signal decided. */
export interface End {
  readonly text: string;
  readonly exitStatus: number | undefined;
}

const FAILED = 1;
const USAGE_ERROR = 2;

/**
 * What is said of an error: one line when the user or the machine is the reason, all that a bug report
 * needs when Chorus is.
 *
 * @param args of the command line, without the interpreter and the script
 */
export function describeEnd(error: unknown, args: readonly string[]): End {
  if (error instanceof Error && error.name === 'AbortError') return quietly(undefined);
  if (error instanceof CommanderError && error.exitCode === 0) return quietly(0);
  if (isForeseen(error)) return { text: oneLine(error), exitStatus: USAGE_ERROR };
  if (isSystemError(error)) return { text: oneLine(error), exitStatus: FAILED };
  const text = describeDefect(error, { program: 'chorus-worker', args });
  return { text, exitStatus: DEFECT_STATUS };
}

function isForeseen(error: unknown): error is Error {
  if (error instanceof ChorusError) return error.code !== 'internal';
  return [CommanderError, ListenError, MachineError].some((kind) => error instanceof kind);
}

function quietly(exitStatus: number | undefined): End {
  return { text: '', exitStatus };
}

function oneLine({ message }: Error): string {
  return `chorus-worker: ${harmlessLine(withoutTokens(message.replace(/^error: /, '')))}\n`;
}
