/**
 * The workers of a run without a coordinator of its own: child processes on this machine.
 *
 * L1: no worker outlives this process: stopped by `stop`, killed when this process exits, and ending
 *     by itself when its channel to this process closes or, before it listens to that, when it finds
 *     this process gone.
 * L2: a worker that ends unasked is started again, but not for ever, and not when it says that it cannot
 *     do what it was told: when the last one is given up, `exhausted` says why, so that no run waits for
 *     workers that never come.
 */
import { environmentOfDependent } from '@chorus/command-line';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** A worker that ended sooner than this has not got going. */
const SHORT_LIFE_MS = 30_000;
/** The number of short lives, one after the other, after which a worker is given up. */
const MOST_SHORT_LIVES = 3;
/** The exit status of a worker that cannot do what it was told, as to train without a GPU. */
const REFUSED = 2;
/** A worker that was asked to stop and has not after this long is killed. */
const STOP_TIMEOUT_MS = 5_000;

export interface LocalWorkersOptions {
  /** HOST:PORT of the coordinator. */
  readonly address: string;
  /** The number of worker processes. */
  readonly count: number;
  /** Members that each trains at once; undefined: one per GPU. */
  readonly slots?: number | undefined;
  /** CPU threads of each member. Default: 1. */
  readonly threads?: number | undefined;
  readonly backend?: string | undefined;
  /** Whether they may train without a GPU. */
  readonly allowCpu: boolean;
  /** The worker's program. Default: the real one. */
  readonly program?: string;
  readonly warn: (message: string) => void;
  /** Aborted: a worker that ends is not started again. Ctrl-C reaches the workers, too. */
  readonly signal?: AbortSignal;
}

export class LocalWorkers {
  /** Resolves with the reason when there is no worker left that could be started again. */
  readonly exhausted: Promise<string>;

  readonly #options: LocalWorkersOptions;
  readonly #children = new Set<ChildProcess>();
  readonly #killAll = () => this.#signalAll('SIGKILL');
  #stopping = false;
  #left: number;
  #resolveExhausted!: (reason: string) => void;

  constructor(options: LocalWorkersOptions) {
    this.#options = options;
    this.#left = options.count;
    this.exhausted = new Promise((resolve) => (this.#resolveExhausted = resolve));
    process.on('exit', this.#killAll);
    for (let index = 0; index < options.count; index++) void this.#keepOne();
  }

  /** Ends all of them, the patient way first. */
  async stop(): Promise<void> {
    this.#stopping = true;
    const ended = [...this.#children].map((child) => once(child, 'exit'));
    this.#signalAll('SIGTERM');
    const killing = setTimeout(this.#killAll, STOP_TIMEOUT_MS);
    await Promise.all(ended);
    clearTimeout(killing);
    process.off('exit', this.#killAll);
  }

  async #keepOne(): Promise<void> {
    let lastWords = '';
    for (let shortLives = 0; shortLives < MOST_SHORT_LIVES;) {
      const startedMs = performance.now();
      const end = await this.#runOne();
      ({ lastWords } = end);
      if (this.#stopping || this.#options.signal?.aborted) return;
      if (end.refused) break;
      shortLives = performance.now() - startedMs < SHORT_LIFE_MS ? shortLives + 1 : 0;
      if (shortLives < MOST_SHORT_LIVES) {
        this.#options.warn(`a local worker ended and is started again: ${lastWords}`);
      }
    }
    this.#left -= 1;
    if (this.#left === 0) this.#resolveExhausted(`no local worker stays up: ${lastWords}`);
  }

  /** @returns the last line that it wrote, which says why it ended */
  async #runOne(): Promise<{ readonly lastWords: string; readonly refused: boolean }> {
    const { program, address, slots, threads, backend, allowCpu } = this.#options;
    const args = ['serve', '--coordinator', address];
    if (allowCpu) args.push('--allow-cpu');
    if (slots !== undefined) args.push('--slots', String(slots));
    if (threads !== undefined) args.push('--threads', String(threads));
    if (backend !== undefined) args.push('--backend', backend);
    const child = spawn(process.execPath, [program ?? workerProgram(), ...args], {
      // It finds the dataset in the cache: no need to read the user's copy again.
      env: environmentOfDependent({
        ...process.env,
        CHORUS_DATA_DIR: '',
        // A token is for workers of other coordinators.
        CHORUS_JOIN_TOKEN: '',
      }),
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    this.#children.add(child);
    let lastLine = '';
    createInterface(child.stderr!).on('line', (line) => (lastLine = messageOf(line) || lastLine));
    const [exitCode, signal] = await once(child, 'close');
    this.#children.delete(child);
    const lastWords = lastLine || `it ended with ${signal ?? `exit status ${exitCode}`}`;
    return { lastWords, refused: exitCode === REFUSED };
  }

  #signalAll(signal: NodeJS.Signals): void {
    for (const child of this.#children) child.kill(signal);
  }
}

/** The message of a line of the worker's log; the line itself where it is none. */
function messageOf(line: string): string {
  try {
    return (JSON.parse(line) as { msg?: string }).msg ?? line;
  } catch {
    return line.trim();
  }
}

function workerProgram(): string {
  return fileURLToPath(import.meta.resolve('@chorus/worker/cli'));
}
