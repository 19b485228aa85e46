import { toKebabCase, isTerminalClosed } from '@chorus/command-line';
import { DatasetError } from '@chorus/data';
import { MachineError } from '@chorus/machine';
import { ChorusError, CHORUS_VERSION } from '@chorus/proto';
import { describeDefect, isSystemError } from '@chorus/telemetry';
import { CommanderError, type Command } from 'commander';
import { EXIT_STATUS } from './exit-status.ts';

/**
 * Runs one command. What goes wrong is one line on standard error; a defect of Chorus is told with all
 * that a bug report needs.
 *
 * @param createProgram makes the commands; each tells its exit status
 * @param args without the interpreter and the script
 * @returns the exit status
 */
export async function runCommandLine(
  createProgram: (setExitStatus: (exitStatus: number) => void) => Command,
  args: readonly string[],
): Promise<number> {
  let exitStatus: number = EXIT_STATUS.succeeded;
  endWhenNobodyReads(process.stdout);
  endWhenNobodyReads(process.stderr);
  const program = createProgram((status) => (exitStatus = status));
  try {
    await program.parseAsync(args.map(toKebabCase), { from: 'user' });
    return exitStatus;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return EXIT_STATUS.succeeded;
    const helpShown = error instanceof CommanderError && error.code === 'commander.help';
    const exitStatus = statusOf(error);
    if (exitStatus === EXIT_STATUS.defect) {
      const facts = { program: 'chorus', version: CHORUS_VERSION, args };
      process.stderr.write(describeDefect(error, facts));
    } else if (!helpShown) process.stderr.write(`chorus: ${oneLine(error)}\n`);
    return exitStatus;
  }
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
  return message.replace(/^error: /, '').replace(/\s*\n\s*/g, ' ');
}

/** `chorus runs | head -1` must not end in a stack trace. */
function endWhenNobodyReads(stream: NodeJS.WriteStream): void {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (isTerminalClosed(error)) return;
    if (error.code !== 'EPIPE') throw error;
    process.exit(EXIT_STATUS.outputClosed);
  });
}
