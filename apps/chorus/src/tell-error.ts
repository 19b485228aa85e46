import { DatasetError } from '@chorus/data';
import { MachineError } from '@chorus/machine';
import { ChorusError, CHORUS_VERSION } from '@chorus/proto';
import { describeDefect, harmlessLine, isSystemError, withoutTokens } from '@chorus/telemetry';
import { CommanderError } from 'commander';
import { EXIT_STATUS } from './exit-status.ts';

/**
 * Tells on standard error what went wrong, in one line; of a defect of Chorus, all that a bug report needs.
 *
 * @param args the command line without the interpreter and the script
 * @returns the exit status
 */
export function tellError(error: unknown, args: readonly string[]): number {
  const exitStatus = statusOf(error);
  if (exitStatus === EXIT_STATUS.defect) {
    const facts = { program: 'chorus', version: CHORUS_VERSION, args };
    process.stderr.write(describeDefect(error, facts));
  } else {
    process.stderr.write(`chorus: ${oneLine(error)}\n`);
  }
  return exitStatus;
}

function statusOf(error: unknown): number {
  // Errors of what was asked, and of the machine: nothing was started, and asking otherwise helps.
  const foreseen = [CommanderError, DatasetError, MachineError];
  if (foreseen.some((kind) => error instanceof kind)) return EXIT_STATUS.usage;
  if (error instanceof ChorusError) {
    if (error.code !== 'internal') return EXIT_STATUS.usage;
    // The coordinator's own error came over the wire, and is in its log.
    const { cause } = error;
    return isServiceError(cause) || isSystemError(cause) ? EXIT_STATUS.failed : EXIT_STATUS.defect;
  }
  return isSystemError(error) ? EXIT_STATUS.failed : EXIT_STATUS.defect;
}

function isServiceError(error: unknown): boolean {
  return error instanceof Error && 'details' in error && 'metadata' in error;
}

function oneLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return harmlessLine(withoutTokens(message.replace(/^error: /, '')));
}
