import { toKebabCase, isTerminalClosed } from '@chorus/command-line';
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
    if (error instanceof CommanderError && error.code === 'commander.help') {
      return EXIT_STATUS.usage;
    }
    return (await import('./tell-error.ts')).tellError(error, args);
  }
}

/** `chorus runs | head -1` must not end in a stack trace. */
function endWhenNobodyReads(stream: NodeJS.WriteStream): void {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (isTerminalClosed(error)) return;
    if (error.code !== 'EPIPE') throw error;
    process.exit(EXIT_STATUS.outputClosed);
  });
}
