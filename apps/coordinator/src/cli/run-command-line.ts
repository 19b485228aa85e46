import { DatasetError } from '@chorus/data';
import { ChorusError } from '@chorus/proto';
import { toKebabCase } from '@chorus/tools/nx-flags';
import { isTerminalClosed } from '@chorus/tools/signals';
import { CommanderError, type Command } from 'commander';
import { EXIT_STATUS } from './exit-status.ts';

/**
 * Runs one command. What goes wrong is one line on standard error.
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
    if (!helpShown) process.stderr.write(`chorus: ${oneLine(error)}\n`);
    return isUsageError(error) ? EXIT_STATUS.usage : EXIT_STATUS.failed;
  }
}

/** Errors of what was asked: nothing was started, and asking otherwise helps. */
function isUsageError(error: unknown): boolean {
  if (error instanceof CommanderError || error instanceof DatasetError) return true;
  return error instanceof ChorusError && error.code !== 'internal';
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
