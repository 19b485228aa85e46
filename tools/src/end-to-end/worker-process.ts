import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface, type Interface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const WORKER_ENTRY = fileURLToPath(import.meta.resolve('@chorus/worker/cli'));
/** Part of a trainer's command line. */
const TRAINER = 'trainer/main.ts';

/** A real worker, as `chorus-worker serve` starts it. */
export class WorkerProcess {
  readonly #child: ChildProcess;
  readonly #printed: Interface;
  /** It will print nothing more. */
  readonly #silent: Promise<unknown>;
  readonly #lines: string[] = [];

  /**
   * @param args beyond `serve --coordinator ADDRESS --allow-cpu`
   * @param prefix a command that runs the one behind it, such as `ip netns exec NAME`
   */
  constructor(
    coordinator: string,
    environment: NodeJS.ProcessEnv,
    args: readonly string[] = [],
    prefix: readonly string[] = [],
  ) {
    const serve = ['serve', '--coordinator', coordinator, '--allow-cpu', ...args];
    const [command, ...rest] = [...prefix, process.execPath, WORKER_ENTRY, ...serve];
    this.#child = spawn(command!, rest, {
      env: { ...process.env, ...environment },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    this.#printed = createInterface(this.#child.stderr!);
    this.#printed.on('line', (line) => this.#lines.push(line));
    this.#silent = once(this.#printed, 'close');
  }

  /** What it has printed so far. */
  get output(): string {
    return this.#lines.join('\n');
  }

  /** Whether it has not ended yet. */
  get alive(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Resolves with its first line that matches; rejects when it ends without. */
  async prints(pattern: RegExp): Promise<string> {
    for (let ended = false; ;) {
      const line = this.#lines.find((printed) => pattern.test(printed));
      if (line !== undefined) return line;
      if (ended) throw new Error(`it ended without ${pattern}:\n${this.output}`);
      const more = once(this.#printed, 'line').then(() => false);
      ended = await Promise.race([more, this.#silent.then(() => true)]);
    }
  }

  /** The processes that train for it now. Linux only. */
  trainers(): number[] {
    if (!this.alive) return [];
    const { pid } = this.#child;
    const children = readIfThere(`/proc/${pid}/task/${pid}/children`).split(' ').filter(Boolean);
    // Not the one that finds out what this machine trains on.
    return children
      .filter((child) => readIfThere(`/proc/${child}/cmdline`).includes(TRAINER))
      .map(Number);
  }

  /** Ends it without a chance to say goodbye. */
  kill(): void {
    this.#child.kill('SIGKILL');
  }

  /** Stops it and what trains for it, as a machine that hangs; `thaw` lets them go on. */
  freeze(): void {
    // First: stopped, it starts no trainer that would be missed.
    this.#child.kill('SIGSTOP');
    for (const pid of this.trainers()) sendSignal(pid, 'SIGSTOP');
  }

  thaw(): void {
    for (const pid of this.trainers()) sendSignal(pid, 'SIGCONT');
    this.#child.kill('SIGCONT');
  }

  /** Resolves with the exit status when it has ended; asks it to with SIGTERM first if told so. */
  async end(signal?: 'SIGTERM'): Promise<number | null> {
    if (!this.alive) return this.#child.exitCode;
    if (signal) this.#child.kill(signal);
    const [exitCode] = (await once(this.#child, 'exit')) as [number | null];
    return exitCode;
  }
}

/** Sends a signal to a process that may have ended meanwhile. */
export function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** @returns empty when the process that this is about has ended */
function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
