import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const WORKER_ENTRY = fileURLToPath(import.meta.resolve('@chorus/worker/cli'));

/** A real worker, as `chorus-worker serve` starts it. */
export class WorkerProcess {
  readonly #child: ChildProcess;
  readonly #lines: string[] = [];

  /** @param args beyond `serve --coordinator ADDRESS --allow-cpu` */
  constructor(coordinator: string, environment: NodeJS.ProcessEnv, args: readonly string[] = []) {
    this.#child = spawn(
      process.execPath,
      [WORKER_ENTRY, 'serve', '--coordinator', coordinator, '--allow-cpu', ...args],
      { env: { ...process.env, ...environment }, stdio: ['ignore', 'ignore', 'pipe'] },
    );
    createInterface(this.#child.stderr!).on('line', (line) => this.#lines.push(line));
  }

  /** What it has printed so far. */
  get output(): string {
    return this.#lines.join('\n');
  }

  /** The processes that train for it now. Linux only. */
  trainers(): number[] {
    const { pid } = this.#child;
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8');
    return children.split(' ').filter(Boolean).map(Number);
  }

  /** Ends it without a chance to say goodbye. */
  kill(): void {
    this.#child.kill('SIGKILL');
  }

  /** Stops it and what trains for it, as a machine that hangs; `thaw` lets them go on. */
  freeze(): void {
    this.#signalAll('SIGSTOP');
  }

  thaw(): void {
    this.#signalAll('SIGCONT');
  }

  #signalAll(signal: NodeJS.Signals): void {
    for (const pid of this.trainers()) process.kill(pid, signal);
    this.#child.kill(signal);
  }

  /** Resolves with the exit status when it has ended; asks it to with SIGTERM first if told so. */
  async end(signal?: 'SIGTERM'): Promise<number | null> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null)
      return this.#child.exitCode;
    if (signal) this.#child.kill(signal);
    const [exitCode] = (await once(this.#child, 'exit')) as [number | null];
    return exitCode;
  }
}
