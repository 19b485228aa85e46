import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const ENTRY = fileURLToPath(new URL('../main.ts', import.meta.url));

/** What a finished command has left. */
export interface Outcome {
  readonly exitStatus: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** `chorus` in a process of its own, off a terminal. */
export class ChorusProcess {
  readonly child: ChildProcess;
  stdout = '';
  stderr = '';

  /** @param prefix a command that runs the one behind it, such as `ip netns exec NAME` */
  constructor(
    args: readonly string[],
    environment: NodeJS.ProcessEnv = {},
    prefix: readonly string[] = [],
  ) {
    const [command, ...rest] = [...prefix, process.execPath, ENTRY, ...args];
    this.child = spawn(command!, rest, {
      env: { ...process.env, CHORUS_DATA_DIR: '', ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child.stdout!.on('data', (text) => (this.stdout += String(text)));
    this.child.stderr!.on('data', (text) => (this.stderr += String(text)));
  }

  /** Resolves when standard output or standard error holds the text; rejects when it ends without. */
  async prints(text: string): Promise<void> {
    const found = () => this.stdout.includes(text) || this.stderr.includes(text);
    const ended = once(this.child, 'close');
    while (!found()) {
      const enough = new AbortController();
      const outcome = await Promise.race([
        once(this.child.stdout!, 'data', enough),
        once(this.child.stderr!, 'data', enough),
        ended.then(() => undefined),
      ]);
      enough.abort();
      if (!outcome && !found()) {
        throw new Error(`it ended without '${text}':\n${this.stdout}\n${this.stderr}`);
      }
    }
  }

  /** Resolves when `chorus serve` serves, with HOST:PORT by which it can be dialled. */
  async listens(): Promise<string> {
    await this.prints('train: ');
    return /listens on (\S+);/.exec(this.stdout)![1]!;
  }

  async end(): Promise<Outcome> {
    const { child } = this;
    if (child.exitCode === null && child.signalCode === null) await once(child, 'close');
    return { exitStatus: child.exitCode, stdout: this.stdout, stderr: this.stderr };
  }
}

/** Runs `chorus` to its end. */
export async function runChorus(
  args: readonly string[],
  environment?: NodeJS.ProcessEnv,
): Promise<Outcome> {
  return new ChorusProcess(args, environment).end();
}
