import { spawn } from 'node:child_process';

/** How a command ended: what it printed on standard output, or in one line why it failed. */
export type CommandOutcome =
  { readonly ok: true; readonly stdout: string } | { readonly ok: false; readonly reason: string };

/** How a command is run. */
export interface CommandOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Ends the command; the promise is then rejected with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** The time limit; default: none. */
  readonly timeoutMs?: number;
}

const KEPT_OUTPUT_CHARACTERS = 1_000_000;
const REASON_LINES = 3;

/** Runs a program without a shell and waits for its end. */
export function runCommand(
  file: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<CommandOutcome> {
  const { cwd, env, signal, timeoutMs } = options;
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const child = spawn(file, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    const printed = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].setEncoding('utf8').on('data', (text: string) => {
        printed[name] = (printed[name] + text).slice(-KEPT_OUTPUT_CHARACTERS);
      });
    }
    let timedOut = false;
    // What the command itself has started may hold its pipes open: they are not waited for.
    const stop = () => {
      child.kill('SIGTERM');
      child.stdout.destroy();
      child.stderr.destroy();
    };
    const timer =
      timeoutMs === undefined
        ? undefined
        : setTimeout(() => {
            timedOut = true;
            stop();
          }, timeoutMs);
    signal?.addEventListener('abort', stop, { once: true });
    const settle = (outcome: CommandOutcome) => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', stop);
      if (signal?.aborted) reject(signal.reason);
      else resolve(outcome);
    };
    child.on('error', (error) => settle({ ok: false, reason: error.message }));
    child.on('close', (exitCode, exitSignal) => {
      if (timedOut) settle({ ok: false, reason: `not done after ${timeoutMs! / 1000} s` });
      else if (exitCode === 0) settle({ ok: true, stdout: printed.stdout });
      else {
        const ending = exitSignal ? `ended by ${exitSignal}` : `exit status ${exitCode}`;
        const lines = meaningfulLines(`${printed.stdout}\n${printed.stderr}`);
        settle({ ok: false, reason: [ending, ...lines].join(': ') });
      }
    });
  });
}

/** The last lines that speak of an error, else the last lines, without stack traces and notices. */
function meaningfulLines(output: string): string[] {
  const lines = output
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !/^(at |Node\.js v|\[notice\]|[\^~|]+$)/.test(line));
  const errors = lines.filter((line) => /error:|cannot|no space|undefined reference/i.test(line));
  return (errors.length > 0 ? errors : lines).slice(-REASON_LINES);
}
