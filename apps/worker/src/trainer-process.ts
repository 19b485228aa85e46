import { forkDependent } from '@chorus/command-line';
import { isTensorFlowGreeting, type Backend } from '@chorus/model';
import { ChorusError } from '@chorus/proto';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { LONG_PATIENCE, patienceAfter, StallWatchdog } from './stall-watchdog.ts';
import { trainerRights } from './trainer-rights.ts';
import type {
  ProcessMessage,
  TrainerMessage,
  TrainerRequest,
  TrainerStart,
  TrainerTask,
} from './trainer/messages.ts';

/** How much of what a trainer prints is kept, to say why it died: V8's last words have a long tail. */
const STDERR_KEPT_CHARS = 16_000;

/** How a trainer's work ended: it said so itself, or its process died without a word. */
export interface TrainerEnd {
  /** The exit status of its process; 0 as well when that waits for another task. */
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  /** It was killed because it had told nothing for so long; undefined: it was not. */
  readonly silentMs: number | undefined;
  /** The last lines that it printed to standard error; none is empty. */
  readonly words: readonly string[];
}

/** Who listens to a trainer process, and what ends it. */
export interface TrainerHooks {
  onMessage(message: TrainerMessage): void;
  /** Aborted: the process is killed at once. */
  readonly signal: AbortSignal;
  /** Aborted: the process is asked to hand its member back. */
  readonly handBack: AbortSignal;
  /** A process that tells nothing for so long is killed; 0: never. */
  readonly stallTimeoutMs: number;
}

/** A trainer process, which trains one member and perhaps others after it. */
export class TrainerProcess {
  /** Resolves with its exit status, or the signal that ended it, when it is gone. */
  readonly ended: Promise<readonly [number | null, NodeJS.Signals | null]>;
  readonly #child: ChildProcess;
  #hasEnded = false;
  #isWaiting = false;
  #printed = '';

  /** @param program its path */
  constructor(program: string, environment: NodeJS.ProcessEnv) {
    this.#child = forkDependent(program, environment, trainerRights(process.env));
    this.#child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      this.#printed = (this.#printed + text).slice(-STDERR_KEPT_CHARS);
    });
    this.ended = once(this.#child, 'close').then(([exitCode, signal]) => {
      this.#hasEnded = true;
      return [exitCode, signal] as const;
    });
  }

  /** It is there, and waits for a task: it has said so. */
  get isWaiting(): boolean {
    return this.#isWaiting && !this.#hasEnded;
  }

  /**
   * Makes it start its backend. Afterwards it waits.
   *
   * @throws ChorusError with the remedy when there is none that it may start, `internal` for what nobody
   *   has foreseen
   */
  async start(start: TrainerStart): Promise<Backend> {
    const died = this.ended.then(([exitCode, signal]): ProcessMessage => {
      const how = `its process ended with ${signal ?? exitCode}`;
      const problem = `the backend could not be started: ${how}`;
      return { type: 'not-ready', problem, code: 'unavailable' };
    });
    const answered = once(this.#child, 'message') as Promise<[ProcessMessage]>;
    this.#request({ type: 'start', start });
    const message = await Promise.race([answered.then(([first]) => first), died]);
    if (message.type === 'not-ready') throw new ChorusError(message.code, message.problem);
    if (message.type !== 'ready') throw new Error(`the trainer answered with ${message.type}`);
    this.#isWaiting = true;
    return message.backend;
  }

  /** Makes it train a member, handing on what it tells. @returns when it waits again or is gone */
  async train(task: TrainerTask, hooks: TrainerHooks): Promise<TrainerEnd> {
    const { onMessage, signal, handBack, stallTimeoutMs } = hooks;
    this.#isWaiting = false;
    this.#printed = '';
    let silentMs: number | undefined;
    const watchdog = new StallWatchdog(stallTimeoutMs, LONG_PATIENCE, (stalledMs) => {
      silentMs = stalledMs;
      this.kill();
    });
    const waits = Promise.withResolvers<readonly [number, null]>();
    const receive = (message: ProcessMessage) => {
      if (message.type === 'waiting') {
        this.#isWaiting = true;
        waits.resolve([0, null]);
      } else if (message.type !== 'ready' && message.type !== 'not-ready') {
        watchdog.heard(patienceAfter(message.type));
        onMessage(message);
      }
    };
    this.#child.on('message', receive);
    this.#request({ type: 'train', task });
    const forgetStop = whenAborted(signal, () => this.kill());
    const forgetHandBack = whenAborted(handBack, () => this.#request({ type: 'hand-back' }));
    try {
      const [exitCode, exitSignal] = await Promise.race([this.ended, waits.promise]);
      return { exitCode, signal: exitSignal, silentMs, words: this.#words() };
    } finally {
      this.#child.off('message', receive);
      watchdog.stop();
      forgetStop();
      forgetHandBack();
    }
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }

  #request(message: TrainerRequest): void {
    // A process that is gone says so by its end.
    this.#child.send(message, () => {});
  }

  #words(): string[] {
    return this.#printed.split('\n').filter(isOwnLine);
  }
}

/** @returns what stops listening */
function whenAborted(signal: AbortSignal, action: () => void): () => void {
  if (signal.aborted) action();
  else signal.addEventListener('abort', action);
  return () => signal.removeEventListener('abort', action);
}

function isOwnLine(line: string): boolean {
  return line.trim() !== '' && !isTensorFlowGreeting(line);
}
