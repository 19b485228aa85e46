import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A disk in memory that has just the room that a test gives it. */
export class SmallDisk implements Disposable {
  /** The folder that it is mounted in. */
  readonly path: string;

  private constructor(path: string) {
    this.path = path;
  }

  /**
   * Mounts one.
   *
   * @param room as tmpfs(5) has it: `size=60k,nr_inodes=1000`
   * @returns undefined where this user may not
   */
  static mount(room: string): SmallDisk | undefined {
    const path = mkdtempSync(join(tmpdir(), 'chorus-small-disk-'));
    try {
      run('mount', '-t', 'tmpfs', '-o', room, 'tmpfs', path);
      return new SmallDisk(path);
    } catch {
      rmdirSync(path);
      return undefined;
    }
  }

  /** Gives the disk this room, and what it holds. */
  resize(room: string): void {
    run('mount', '-o', `remount,${room}`, this.path);
  }

  /** It is gone, with all that it holds, also for who still has files of it open. */
  [Symbol.dispose](): void {
    run('umount', '--lazy', this.path);
    rmdirSync(this.path);
  }
}

function run(command: string, ...args: readonly string[]): void {
  execFileSync(command, args, { stdio: 'ignore' });
}
