import { isTensorFlowGreeting } from '@chorus/model';
import type { Gpu } from '@chorus/tools/machine';
import { environmentOfDependent } from '@chorus/tools/signals';
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { gpuEnvironment } from './gpu-environment.ts';
import { LONG_PATIENCE, patienceAfter, StallWatchdog } from './stall-watchdog.ts';
import type { TrainerMessage, TrainerRequest, TrainerTask } from './trainer/messages.ts';

/** How much of what a trainer prints is kept, to say why it died: V8's last words have a long tail. */
const STDERR_KEPT_CHARS = 16_000;

/** How a trainer process ended: it said so itself, or it died without a word. */
export interface TrainerEnd {
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

/**
 * Runs one trainer process to its end, handing on what it tells.
 *
 * @param program its path
 * @param gpu the one that it may see; undefined: none
 */
export async function runTrainer(
  program: string,
  task: TrainerTask,
  gpu: Gpu | undefined,
  { onMessage, signal, handBack, stallTimeoutMs }: TrainerHooks,
): Promise<TrainerEnd> {
  const child = forkQuietly(program, gpuEnvironment(gpu));
  let silentMs: number | undefined;
  const watchdog = new StallWatchdog(stallTimeoutMs, LONG_PATIENCE, (stalledMs) => {
    silentMs = stalledMs;
    child.kill('SIGKILL');
  });
  const ended = once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>;
  const words = keepWords(child);
  child.on('message', (message: TrainerMessage) => {
    watchdog.heard(patienceAfter(message.type));
    onMessage(message);
  });
  request({ type: 'train', task });
  const forgetStop = whenAborted(signal, () => child.kill('SIGKILL'));
  const forgetHandBack = whenAborted(handBack, () => request({ type: 'hand-back' }));
  try {
    const [exitCode, exitSignal] = await ended;
    return { exitCode, signal: exitSignal, silentMs, words: words() };
  } finally {
    watchdog.stop();
    forgetStop();
    forgetHandBack();
  }

  function request(message: TrainerRequest): void {
    // A process that is gone says so by its end.
    child.send(message, () => {});
  }
}

/**
 * Starts a process of this folder's code, with a channel that carries typed arrays. It is not to
 * outlive this one: see trainer/live-with-worker.ts.
 */
export function forkQuietly(program: string, environment: NodeJS.ProcessEnv = {}): ChildProcess {
  return fork(program, [], {
    env: environmentOfDependent({ ...process.env, ...environment }),
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
}

/** @returns what stops listening */
function whenAborted(signal: AbortSignal, action: () => void): () => void {
  if (signal.aborted) action();
  else signal.addEventListener('abort', action);
  return () => signal.removeEventListener('abort', action);
}

function keepWords(child: ChildProcess): () => string[] {
  let kept = '';
  child.stderr!.setEncoding('utf8').on('data', (text: string) => {
    kept = (kept + text).slice(-STDERR_KEPT_CHARS);
  });
  return () => kept.split('\n').filter(isOwnLine);
}

function isOwnLine(line: string): boolean {
  return line.trim() !== '' && !isTensorFlowGreeting(line);
}
