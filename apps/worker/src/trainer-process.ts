import { isTensorFlowGreeting } from '@chorus/model';
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { TrainerMessage, TrainerTask } from './trainer/messages.ts';

/** How much of what a trainer prints is kept, to say why it died. */
const STDERR_KEPT_CHARS = 4_000;

/** How a trainer process ended: it said so itself, or it died without a word. */
export type TrainerEnd = {
  exitCode: number | null;
  signal: NodeJS.Signals | null;
  lastWords: string;
};

/**
 * Runs one trainer process to its end, handing on what it tells.
 *
 * @param gpuId the GPU that it may see, as CUDA_VISIBLE_DEVICES names it; undefined: none
 * @param signal aborted: the process is killed at once
 */
export async function runTrainer(
  task: TrainerTask,
  gpuId: string | undefined,
  onMessage: (message: TrainerMessage) => void,
  signal: AbortSignal,
): Promise<TrainerEnd> {
  const child = forkQuietly('./trainer/main.ts', { CUDA_VISIBLE_DEVICES: gpuId ?? '-1' });
  const kill = () => child.kill('SIGKILL');
  signal.addEventListener('abort', kill);
  if (signal.aborted) kill();
  const lastWords = keepLastWords(child);
  child.on('message', onMessage);
  child.send(task, () => {});
  const [exitCode, exitSignal] = (await once(child, 'close')) as [
    number | null,
    NodeJS.Signals | null,
  ];
  signal.removeEventListener('abort', kill);
  return { exitCode, signal: exitSignal, lastWords: lastWords() };
}

/** Starts a process of this folder's code, with a channel that carries typed arrays. */
export function forkQuietly(entry: string, environment: NodeJS.ProcessEnv = {}): ChildProcess {
  return fork(fileURLToPath(import.meta.resolve(entry)), [], {
    env: { ...process.env, ...environment },
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
}

function keepLastWords(child: ChildProcess): () => string {
  let kept = '';
  child.stderr!.setEncoding('utf8').on('data', (text: string) => {
    kept = (kept + text).slice(-STDERR_KEPT_CHARS);
  });
  return () => kept.split('\n').filter(isOwnLine).at(-1) ?? '';
}

function isOwnLine(line: string): boolean {
  return line.trim() !== '' && !isTensorFlowGreeting(line);
}
