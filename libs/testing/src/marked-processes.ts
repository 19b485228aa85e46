import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';

const MARK = 'CHORUS_TEST_MARK';

/** A mark that a process and everything that it starts carry in their environment. Linux only. */
export class ProcessMark {
  readonly #value = randomUUID();

  /** What a marked process is started with. */
  get environment(): Record<string, string> {
    return { [MARK]: this.#value };
  }

  /** The command lines of those that run, by their number. */
  running(): Map<number, string> {
    const running = new Map<number, string>();
    for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
      if (!readIfThere(`/proc/${name}/environ`).includes(`${MARK}=${this.#value}`)) continue;
      if (/\) [ZX] /.test(readIfThere(`/proc/${name}/stat`))) continue;
      running.set(Number(name), readIfThere(`/proc/${name}/cmdline`).replaceAll('\0', ' '));
    }
    return running;
  }

  /** Ends those that run at once, and forgets them. */
  [Symbol.dispose](): void {
    for (const pid of this.running().keys()) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // It has ended meanwhile.
      }
    }
  }
}

/** @returns empty when the process has ended, or is another user's */
function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
