import { SET_UP_COMMAND } from '@chorus/command-line/commands';
import { findFolderProblem, nearestExisting } from '@chorus/machine';
import { readFileSync, statSync } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { SetUpContext } from './context.ts';
import { TENSORFLOW_VERSION, type Flavour } from './pinned-wheels.ts';
import type { SetUpStep } from './set-up-error.ts';

/** A TensorFlow that tfjs-node-gpu's addon was compiled against, or came with, and works with. */
export interface InstalledTensorFlow {
  readonly version: string;
  readonly source: 'LIBTENSORFLOW_DIR' | 'wheel' | 'installer' | 'bundle';
  /** The flavour of the wheel. */
  readonly flavour?: Flavour;
  /** Where its libraries lie, absolute. */
  readonly folder: string;
  /** Whether it has found a GPU that it can use, when it was set up. */
  readonly usesGpu: boolean;
}

/** Why one way to get TensorFlow did not lead there. */
export interface SetUpFailure {
  /** The way, in words. */
  readonly way: string;
  readonly step: SetUpStep;
  /** One line. */
  readonly reason: string;
}

/** What the last set-up of this checkout has led to, as far as it still holds. */
export type SetUpState =
  | { readonly kind: 'ready'; readonly tensorFlow: InstalledTensorFlow }
  | { readonly kind: 'failed'; readonly failures: readonly SetUpFailure[]; readonly timeMs: number }
  | { readonly kind: 'absent'; readonly reason: string }
  /** There is nothing that a set-up could do: in a bundle, or where this user may not write. */
  | { readonly kind: 'impossible'; readonly reason: string; readonly remedy: string };

/** What a set-up depends on: when it differs, what was set up is no longer what is wanted. */
interface SetUpRequest {
  readonly tensorFlowVersion: string;
  readonly libtensorflowDir: string | null;
  readonly gpuPresent: boolean;
}

interface FileFacts {
  readonly path: string;
  readonly sizeBytes: number;
  /** Whole seconds: what copies and image layers keep. */
  readonly modifiedSeconds: number;
}

type Stamp = BundledStamp | SetUpStamp;

type SetUpStamp = { readonly request: SetUpRequest } & (
  | {
      readonly kind: 'ready';
      readonly tensorFlow: InstalledTensorFlow;
      readonly files: readonly FileFacts[];
    }
  | {
      readonly kind: 'failed';
      readonly failures: readonly SetUpFailure[];
      readonly timeMs: number;
    }
);

/** What a bundle says of its own TensorFlow; undefined: it has none. */
interface BundledStamp {
  readonly kind: 'bundled';
  readonly tensorFlow?: BundledTensorFlow | undefined;
}

/** The TensorFlow within a bundle. Paths are relative to the folder of the stamp. */
export interface BundledTensorFlow {
  readonly version: string;
  readonly flavour?: Flavour | undefined;
  readonly usesGpu: boolean;
  readonly folder: string;
  readonly files: readonly { readonly path: string; readonly sizeBytes: number }[];
}

/** Reads what the last set-up has left, and compares it with what is there now. Takes about 1 ms. */
export function readState(context: SetUpContext): SetUpState {
  const stamp = readStamp(context);
  if (stamp?.kind === 'bundled') return stateOfBundle(stamp.tensorFlow, stampPath(context));
  const state = stateOfSetUp(stamp, context);
  return state.kind === 'ready' ? state : (impossible(context) ?? state);
}

function stateOfSetUp(stamp: SetUpStamp | undefined, context: SetUpContext): SetUpState {
  if (!stamp) return absent('it was not set up yet');
  if (!serves(stamp.request, requestOf(context))) {
    return absent('it was set up for another version, GPU or LIBTENSORFLOW_DIR');
  }
  if (stamp.kind === 'failed') return stamp;
  const changed = stamp.files.find((file) => !isUnchanged(file));
  if (changed) return absent(`${changed.path} is missing or was changed since it was set up`);
  return { kind: 'ready', tensorFlow: stamp.tensorFlow };
}

/** @param files the addon and the libraries that it was compiled against */
export async function writeReady(
  context: SetUpContext,
  tensorFlow: InstalledTensorFlow,
  files: readonly string[],
): Promise<void> {
  await writeStamp(context, {
    request: requestOf(context),
    kind: 'ready',
    tensorFlow,
    files: files.map(fileFacts),
  });
}

/** Keeps the failures and their time. */
export async function writeFailed(
  context: SetUpContext,
  failures: readonly SetUpFailure[],
): Promise<void> {
  await writeStamp(context, {
    request: requestOf(context),
    kind: 'failed',
    failures,
    timeMs: Date.now(),
  });
}

/**
 * Leaves in a bundle what it holds, so that nobody sets up anything there.
 *
 * @param tfjsNodeFolder the bundle's package @tensorflow/tfjs-node-gpu
 */
export async function writeBundled(
  tfjsNodeFolder: string,
  tensorFlow: BundledTensorFlow | undefined,
): Promise<void> {
  const stamp: BundledStamp = { kind: 'bundled', tensorFlow };
  await mkdir(path.join(tfjsNodeFolder, STAMP_FOLDER), { recursive: true });
  await writeFile(
    path.join(tfjsNodeFolder, STAMP_FOLDER, STAMP_NAME),
    JSON.stringify(stamp, undefined, 2),
  );
}

function stateOfBundle(bundled: BundledTensorFlow | undefined, stamp: string): SetUpState {
  if (!bundled) {
    const remedy = 'make it without --no-tensorflow where members are to be trained';
    return { kind: 'impossible', reason: 'this bundle was made without TensorFlow', remedy };
  }
  const resolve = (name: string) => path.resolve(path.dirname(stamp), name);
  const { version, flavour, usesGpu, folder, files } = bundled;
  const damaged = files.find(({ path, sizeBytes }) => sizeOf(resolve(path)) !== sizeBytes);
  if (damaged) {
    const reason = `${resolve(damaged.path)} is missing, or not what was bundled`;
    return { kind: 'impossible', reason, remedy: 'unpack the bundle again' };
  }
  const tensorFlow = { version, source: 'bundle', folder: resolve(folder), usesGpu } as const;
  return { kind: 'ready', tensorFlow: { ...tensorFlow, ...(flavour && { flavour }) } };
}

/** The addon must lie within its package, where tfjs-node-gpu looks for it. */
function impossible({ tfjsNodeFolder }: SetUpContext): SetUpState | undefined {
  const folder = nearestExisting(path.join(tfjsNodeFolder, STAMP_FOLDER));
  if (!findFolderProblem(folder)?.readOnly) return undefined;
  return {
    kind: 'impossible',
    reason: `${folder} cannot be written by this user`,
    remedy:
      'install Chorus where you can write, or have its owner set TensorFlow up once, in a FOLDER that ' +
      `everyone can read: CHORUS_HOME=FOLDER ${SET_UP_COMMAND}`,
  };
}

function sizeOf(file: string): number | undefined {
  return statSync(file, { throwIfNoEntry: false })?.size;
}

const STAMP_FOLDER = 'lib';
const STAMP_NAME = 'chorus-set-up.json';

/** The stamp's path, in the package's folder, so that it goes when the addon goes. */
function stampPath(context: SetUpContext): string {
  return path.join(context.tfjsNodeFolder, STAMP_FOLDER, STAMP_NAME);
}

function readStamp(context: SetUpContext): Stamp | undefined {
  try {
    return JSON.parse(readFileSync(stampPath(context), 'utf8')) as Stamp;
  } catch {
    return undefined;
  }
}

async function writeStamp(context: SetUpContext, stamp: SetUpStamp): Promise<void> {
  const file = stampPath(context);
  const temporaryFile = `${file}.${process.pid}`;
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(temporaryFile, JSON.stringify(stamp, undefined, 2));
  await rename(temporaryFile, file);
}

function requestOf(context: SetUpContext): SetUpRequest {
  return {
    tensorFlowVersion: TENSORFLOW_VERSION,
    libtensorflowDir: context.libtensorflowDir ?? null,
    gpuPresent: context.gpuPresent,
  };
}

/** A GPU that has gone does not matter: the CUDA build computes on the CPU, too. */
function serves(earlier: SetUpRequest, now: SetUpRequest): boolean {
  return (
    earlier.tensorFlowVersion === now.tensorFlowVersion &&
    earlier.libtensorflowDir === now.libtensorflowDir &&
    (earlier.gpuPresent || !now.gpuPresent)
  );
}

function fileFacts(file: string): FileFacts {
  const { size, mtimeMs } = statSync(file);
  return { path: file, sizeBytes: size, modifiedSeconds: Math.floor(mtimeMs / 1000) };
}

function isUnchanged(file: FileFacts): boolean {
  try {
    const now = fileFacts(file.path);
    return now.sizeBytes === file.sizeBytes && now.modifiedSeconds === file.modifiedSeconds;
  } catch {
    return false;
  }
}

function absent(reason: string): SetUpState {
  return { kind: 'absent', reason };
}
