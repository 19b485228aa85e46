import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** Clock ticks per second of /proc/PID/stat: USER_HZ, 100 on every Linux that Node runs on. */
const TICKS_PER_SECOND = 100;

/** A real `chorus serve` with its journal on disk, measured from outside. Linux only. */
export class CoordinatorProcess {
  readonly address: string;
  readonly #state: string;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, address: string, state: string) {
    this.#child = child;
    this.address = address;
    this.#state = state;
  }

  /** @param folder its state, and its cache */
  static async start(folder: string): Promise<CoordinatorProcess> {
    const state = join(folder, 'state');
    const program = fileURLToPath(import.meta.resolve('../cli/main.ts'));
    const args = [program, 'serve', '--listen', '127.0.0.1:0', '--state', state];
    const child = spawn(process.execPath, args, {
      env: { ...process.env, CHORUS_HOME: folder },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
    const [, address] = /listens on (\S+);/.exec(line) ?? [];
    if (address === undefined) throw new Error(`the coordinator did not start: ${line}`);
    return new CoordinatorProcess(child, address, state);
  }

  /** Seconds of CPU time so far. */
  cpuSeconds(): number {
    const stat = readFileSync(`/proc/${this.#child.pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
  }

  /** Its largest resident memory so far, in MB. */
  peakMemoryMb(): number {
    const status = readFileSync(`/proc/${this.#child.pid}/status`, 'utf8');
    return Number(/VmHWM:\s+(\d+) kB/.exec(status)![1]) / 1000;
  }

  /** Bytes of the journal and its write-ahead log. */
  journalBytes(): number {
    const path = join(this.#state, 'journal.sqlite');
    return [path, `${path}-wal`].reduce(
      (sum, each) => sum + (statSync(each, { throwIfNoEntry: false })?.size ?? 0),
      0,
    );
  }

  async stop(): Promise<void> {
    this.#child.kill('SIGTERM');
    await once(this.#child, 'exit');
  }
}
