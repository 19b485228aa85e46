import { chorusHome, hasNvidiaDevice, drawableSize } from '@chorus/machine';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pinnedWheels, type WheelSets } from './pinned-wheels.ts';

/** What the set-up does by itself; each can be replaced. */
export interface SetUpOptions {
  /** The environment, from which CHORUS_HOME and LIBTENSORFLOW_DIR are read; default: this process's. */
  readonly env?: NodeJS.ProcessEnv;
  /** Gets each line of the log. Default: standard error, with a progress bar if it is a terminal. */
  readonly log?: (line: string) => void;
  /** Ends the set-up; its promise is then rejected with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /**
   * A set-up that failed less than this ago is not tried again. Default: 10 minutes, so that the
   * processes of one run try once; 0 tries at once.
   */
  readonly rememberFailureMs?: number;
  /** `process.platform`-`process.arch`. */
  readonly platform?: string;
  /** Whether there is an NVIDIA GPU. Default: what the kernel's device files say. */
  readonly gpuPresent?: boolean;
  /** What to download. Default: the pinned wheels of the platform. */
  readonly wheels?: WheelSets;
  /** The installed package @tensorflow/tfjs-node-gpu. */
  readonly tfjsNodeFolder?: string;
}

/** Everything that the set-up's steps need to know: resolved once. */
export interface SetUpContext {
  readonly env: NodeJS.ProcessEnv;
  readonly log: (line: string) => void;
  /** A terminal for progress bars, if there is one that can be drawn on. */
  readonly terminal?: NodeJS.WriteStream;
  readonly signal?: AbortSignal | undefined;
  readonly rememberFailureMs: number;
  readonly platform: string;
  readonly gpuPresent: boolean;
  readonly wheels: WheelSets;
  readonly tfjsNodeFolder: string;
  /** Where the libraries, downloads and the lock lie: `tensorflow` in CHORUS_HOME. */
  readonly cacheFolder: string;
  /** A TensorFlow that the user named, absolute. */
  readonly libtensorflowDir: string | undefined;
}

const DEFAULT_REMEMBER_FAILURE_MS = 10 * 60 * 1000;

/** Fills in the defaults. */
export function resolveContext(options: SetUpOptions): SetUpContext {
  const env = options.env ?? process.env;
  const home = chorusHome(env);
  const platform = options.platform ?? `${process.platform}-${process.arch}`;
  const toStandardError = options.log === undefined;
  return {
    env,
    log: options.log ?? ((line) => process.stderr.write(`${line}\n`)),
    ...(toStandardError && drawableSize(process.stderr, env) && { terminal: process.stderr }),
    signal: options.signal,
    rememberFailureMs: options.rememberFailureMs ?? DEFAULT_REMEMBER_FAILURE_MS,
    platform,
    gpuPresent: options.gpuPresent ?? hasNvidiaDevice(),
    wheels: options.wheels ?? pinnedWheels(platform),
    tfjsNodeFolder: options.tfjsNodeFolder ?? findTfjsNode(),
    cacheFolder: path.resolve(home, 'tensorflow'),
    libtensorflowDir: env['LIBTENSORFLOW_DIR'] ? path.resolve(env['LIBTENSORFLOW_DIR']) : undefined,
  };
}

function findTfjsNode(): string {
  const require = createRequire(import.meta.url);
  return path.dirname(require.resolve('@tensorflow/tfjs-node-gpu/package.json'));
}
