import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** A program of its own, whose memory can be asked for. It answers by {@link tellMemory}. */
export class MeasuredProcess<Facts> {
  /** What it told first. */
  readonly facts: Facts;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, facts: Facts) {
    this.#child = child;
    this.facts = facts;
  }

  /** @param program its file @param args handed over as JSON */
  static async start<Facts>(program: string, args: object): Promise<MeasuredProcess<Facts>> {
    const child = fork(program, [JSON.stringify(args)], { execArgv: ['--expose-gc'] });
    const ended = once(child, 'exit').then(([status, signal]) => {
      throw new Error(`${program} ended with ${status ?? signal}`);
    });
    const [facts] = (await Promise.race([once(child, 'message'), ended])) as [Facts];
    return new MeasuredProcess(child, facts);
  }

  /** Whether it has not ended. */
  get isAlive(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** The process's resident memory in MB, after what is not needed any more was collected. */
  async memoryMB(): Promise<number> {
    this.#child.send('memory');
    const [bytes] = (await once(this.#child, 'message')) as [number];
    return Math.round(bytes / 1e6);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  async stop(): Promise<void> {
    if (!this.isAlive) return;
    const ended = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await ended;
  }
}

/** In the process: tells facts, and from then on its memory whenever it is asked. */
export function tellMemory(facts: object): void {
  process.on('message', () => {
    // What is left of the heap is given back to the system as well.
    globalThis.gc?.({ type: 'major', execution: 'sync', flavor: 'last-resort' });
    process.send!(process.memoryUsage.rss());
  });
  process.on('disconnect', () => process.exit());
  process.send!(facts);
}
