import { forkDependent } from '@chorus/command-line';
import type { SampleValues } from '@chorus/data';
import { ChorusError } from '@chorus/proto';
import type { ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { PredictorAnswer, PredictorRequest, PredictorStart } from './program/messages.ts';

const PROGRAM = fileURLToPath(new URL('program/main.ts', import.meta.url));

/** How much of what a process prints is kept, to say why it died. */
const STDERR_KEPT_CHARS = 4_000;

/** What TensorFlow prints when nothing is wrong. */
const GREETING = /^(I\d{4} |WARNING: All log messages)/;

interface Waiting {
  resolve(answer: PredictorAnswer): void;
  reject(error: Error): void;
}

/** A process that predicts with some members; see `program/main.ts`. */
export class MemberProcess {
  /** Resolves with the reason when the process is gone, or cannot go on, without having been closed. */
  readonly failed: Promise<Error>;
  readonly #failed = Promise.withResolvers<Error>();
  readonly #child: ChildProcess;
  /** Who waits for an answer, in the order of the requests. */
  readonly #waiting: Waiting[] = [];
  #end: Error | undefined;
  #isClosed = false;
  #printed = '';

  private constructor(environment: NodeJS.ProcessEnv) {
    this.failed = this.#failed.promise;
    this.#child = forkDependent(PROGRAM, environment);
    this.#child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      this.#printed = (this.#printed + text).slice(-STDERR_KEPT_CHARS);
    });
    this.#child.on('message', (answer: PredictorAnswer) => this.#take(answer));
    this.#child.once('close', (exitCode, signal) => {
      this.#fail(
        new ChorusError('internal', this.#howItEnded(signal ?? `exit status ${exitCode}`)),
      );
    });
  }

  /**
   * Starts a process with some members.
   *
   * @param environment what it gets beside this one's
   * @throws ChorusError `unavailable` where the backend is not to be had, `corrupt` for a member's files, `internal`
   */
  static async start(
    start: PredictorStart,
    environment: NodeJS.ProcessEnv,
  ): Promise<MemberProcess> {
    const started = new MemberProcess(environment);
    await started.#ask({ type: 'start', start });
    return started;
  }

  /**
   * The softmax of each of its members, in their order.
   *
   * @param values [samples, ...shape]
   * @returns [samples, classes] of each
   * @throws ChorusError `internal` when the process has died or is closed
   */
  async predict(values: SampleValues): Promise<readonly Float32Array[]> {
    const answer = await this.#ask({ type: 'predict', values });
    return answer.type === 'predicted' ? answer.predictions : [];
  }

  /** Ends the process, whatever it is at. */
  close(): void {
    this.#isClosed = true;
    this.#fail(new ChorusError('internal', 'the process that predicts was closed'));
    this.#child.kill('SIGKILL');
  }

  #ask(request: PredictorRequest): Promise<PredictorAnswer> {
    if (this.#end) return Promise.reject(this.#end);
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      // A process that is gone says so by its end.
      this.#child.send(request, () => {});
    });
  }

  #take(answer: PredictorAnswer): void {
    if (answer.type === 'failed') this.#fail(new ChorusError(answer.code, answer.problem));
    else this.#waiting.shift()?.resolve(answer);
  }

  #fail(error: Error): void {
    this.#end ??= error;
    if (!this.#isClosed) this.#failed.resolve(error);
    for (const { reject } of this.#waiting.splice(0)) reject(this.#end);
  }

  #howItEnded(how: string): string {
    const lines = this.#printed.trim().split('\n');
    const words = lines.findLast((line) => !GREETING.test(line));
    return `a process that predicts has ended with ${how}${words ? `: ${words}` : ''}`;
  }
}
