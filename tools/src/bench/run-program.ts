import { COMPILE_CACHE } from '@chorus/command-line/launch';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

/** A program's path and its arguments. */
export type CommandLine = readonly [file: string, ...args: string[]];

const MAX_OUTPUT_BYTES = 1 << 26;

// No program outlives this process.
const ending = new AbortController();
process.once('exit', () => ending.abort());

/**
 * Runs a program to its end.
 *
 * @param threads of TensorFlow and OpenMP; undefined: whatever the program itself sets
 * @param variables of the environment, beside the common ones
 * @returns what it wrote, and the seconds from its start to its end
 * @throws Error with what it wrote to standard error, when it fails
 */
export async function runProgram(
  [file, ...args]: CommandLine,
  threads?: number,
  variables: NodeJS.ProcessEnv = {},
): Promise<{ stdout: string; stderr: string; seconds: number }> {
  const startMs = performance.now();
  const { stdout, stderr } = await promisify(execFile)(file, args, {
    env: { ...environment(threads), ...variables },
    maxBuffer: MAX_OUTPUT_BYTES,
    signal: ending.signal,
  });
  return { stdout, stderr, seconds: (performance.now() - startMs) / 1000 };
}

/** The last line of what a program wrote, which is JSON. */
export function answerOf<Answer>(stdout: string): Answer {
  return JSON.parse(stdout.trim().split('\n').at(-1)!) as Answer;
}

/** A program that stays until it is stopped. */
export interface StayingProgram extends AsyncDisposable {
  /** What `pattern` found. */
  readonly found: RegExpExecArray;
}

/** Starts a program, and resolves when it has printed a line in which `pattern` is found. */
export async function startProgram(
  [file, ...args]: CommandLine,
  pattern: RegExp,
): Promise<StayingProgram> {
  const child = spawn(file, args, {
    env: environment(),
    stdio: ['ignore', 'pipe', 'pipe'],
    signal: ending.signal,
  });
  const ended = once(child, 'close');
  const printed: string[] = [];
  const found = Promise.withResolvers<RegExpExecArray>();
  for (const stream of [child.stdout, child.stderr]) {
    createInterface(stream).on('line', (line) => {
      printed.push(line);
      const match = pattern.exec(line);
      if (match) found.resolve(match);
    });
  }
  ended.then(
    () => found.reject(new Error(`${args.join(' ')} has ended:\n${printed.join('\n')}`)),
    found.reject,
  );
  return {
    found: await found.promise,
    async [Symbol.asyncDispose]() {
      child.kill();
      await ended;
    },
  };
}

function environment(threads?: number): NodeJS.ProcessEnv {
  return {
    ...process.env,
    NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'] ?? COMPILE_CACHE, // as the commands set it
    // By default all on the CPU, as the Keras of the pinned wheel is.
    CUDA_VISIBLE_DEVICES: process.env['CUDA_VISIBLE_DEVICES'] ?? '-1',
    // Chorus switches oneDNN's kernels on, TensorFlow by itself only on some processors: everyone may have them.
    TF_ENABLE_ONEDNN_OPTS: process.env['TF_ENABLE_ONEDNN_OPTS'] ?? '1',
    TF_CPP_MIN_LOG_LEVEL: '3',
    ...(threads && {
      TF_NUM_INTRAOP_THREADS: String(threads),
      TF_NUM_INTEROP_THREADS: String(threads),
      OMP_NUM_THREADS: String(threads),
    }),
  };
}
