import { ChorusProcess } from '@chorus/chorus/testing';
import { JOURNAL_FILE } from '@chorus/coordinator';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Clock ticks per second of /proc/PID/stat: USER_HZ, 100 on every Linux that Node runs on. */
const TICKS_PER_SECOND = 100;

/** A real `chorus serve` with its journal on disk, measured from outside. Linux only. */
export class CoordinatorProcess {
  readonly address: string;
  readonly #state: string;
  readonly #process: ChorusProcess;

  private constructor(process: ChorusProcess, address: string, state: string) {
    this.#process = process;
    this.address = address;
    this.#state = state;
  }

  /**
   * @param folder its state, and its cache
   * @param listen HOST:PORT; default: a free port
   */
  static async start(folder: string, listen = '127.0.0.1:0'): Promise<CoordinatorProcess> {
    const state = join(folder, 'state');
    const args = ['serve', '--listen', listen, '--state', state];
    const process = new ChorusProcess(args, { CHORUS_HOME: folder });
    return new CoordinatorProcess(process, await process.listens(), state);
  }

  /** Seconds of CPU time so far. */
  cpuSeconds(): number {
    const stat = readFileSync(`/proc/${this.#process.child.pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
  }

  /** Its largest resident memory so far, in MB. */
  peakMemoryMb(): number {
    const status = readFileSync(`/proc/${this.#process.child.pid}/status`, 'utf8');
    return Number(/VmHWM:\s+(\d+) kB/.exec(status)![1]) / 1000;
  }

  /** Bytes of the journal and its write-ahead log. */
  journalBytes(): number {
    const path = join(this.#state, JOURNAL_FILE);
    return [path, `${path}-wal`].reduce(
      (sum, each) => sum + (statSync(each, { throwIfNoEntry: false })?.size ?? 0),
      0,
    );
  }

  /** Ends it as a loss of power does: nobody is told. */
  async kill(): Promise<void> {
    this.#process.child.kill('SIGKILL');
    await this.#process.end();
  }

  async stop(): Promise<void> {
    this.#process.child.kill('SIGTERM');
    await this.#process.end();
  }
}
