import { SET_UP_COMMAND } from '@chorus/command-line/commands';
import { resolveContext, type SetUpContext, type SetUpOptions } from './context.ts';
import { SetUpError } from './set-up-error.ts';
import {
  readState,
  writeFailed,
  writeReady,
  type InstalledTensorFlow,
  type SetUpFailure,
  type SetUpState,
} from './stamp.ts';

/** How a set-up ended. */
export type SetUpOutcome =
  | {
      readonly kind: 'ready';
      readonly tensorFlow: InstalledTensorFlow;
      /** Whether anything had to be done. */
      readonly changed: boolean;
    }
  /** No way led to TensorFlow: the WebAssembly backend is left, about 17 times slower. */
  | { readonly kind: 'fallback'; readonly failures: readonly SetUpFailure[] }
  /** CHORUS_TENSORFLOW_SETUP is `off`: nothing was looked at or done. */
  | { readonly kind: 'off' };

/**
 * Makes TensorFlow usable by tfjs-node-gpu, in about 30 s, most of them for a download of 274 MB
 * (3.4 GB with a GPU). Does nothing, in 1 ms, when that was done before. Several processes may call
 * it at once; one that was killed is continued by the next.
 *
 * It tries, in this order: the TensorFlow that LIBTENSORFLOW_DIR names, the pinned wheels, the
 * package's own installer. It says on the log which step failed, why, and what comes next.
 *
 * With CHORUS_TENSORFLOW_SETUP=off it does nothing: a container image brings its own addon.
 */
export async function setUpTensorFlow(options: SetUpOptions = {}): Promise<SetUpOutcome> {
  const context = resolveContext(options);
  if (context.env['CHORUS_TENSORFLOW_SETUP'] === 'off') {
    context.log('TensorFlow is taken as it is found here (CHORUS_TENSORFLOW_SETUP=off)');
    return { kind: 'off' };
  }
  const known = knownOutcome(context);
  if (known) return known;
  try {
    const { withSetUpLock } = await import('./set-up-lock.ts');
    return await withSetUpLock(
      context,
      async () => knownOutcome(context) ?? (await tryWays(context)),
    );
  } catch (error) {
    if (!(error instanceof SetUpError)) throw error;
    const failure = { way: 'set-up', step: error.step, reason: error.message };
    return fallBack(context, [failure]);
  }
}

/** What the last set-up has led to, and whether it still holds. Changes nothing. */
export function inspectTensorFlow(options: SetUpOptions = {}): SetUpState {
  return readState(resolveContext(options));
}

function knownOutcome(context: SetUpContext): SetUpOutcome | undefined {
  const state = readState(context);
  if (state.kind === 'ready') {
    return { kind: 'ready', tensorFlow: state.tensorFlow, changed: false };
  }
  if (state.kind === 'impossible') {
    const reason = `${state.reason}: ${state.remedy}`;
    return fallBack(context, [{ way: 'this Chorus', step: 'installation', reason }]);
  }
  if (state.kind === 'failed' && Date.now() - state.timeMs < context.rememberFailureMs) {
    const minutes = Math.round((Date.now() - state.timeMs) / 60_000);
    context.log(
      `TensorFlow could not be set up ${minutes} minutes ago; '${SET_UP_COMMAND}' tries again`,
    );
    return fallBack(context, state.failures);
  }
  return undefined;
}

async function tryWays(context: SetUpContext): Promise<SetUpOutcome> {
  const { waysFor } = await import('./ways.ts');
  const failures: SetUpFailure[] = [];
  for (const way of waysFor(context)) {
    context.log(`setting up ${way.description}`);
    try {
      const { tensorFlow, files } = await way.run();
      await writeReady(context, tensorFlow, files);
      reportReady(context, tensorFlow);
      return { kind: 'ready', tensorFlow, changed: true };
    } catch (error) {
      context.signal?.throwIfAborted();
      const failure = { way: way.description, ...describe(error) };
      failures.push(failure);
      context.log(`${failure.step} failed: ${failure.reason}`);
    }
  }
  // A failure that cannot be kept is tried again.
  await writeFailed(context, failures).catch(() => {});
  return fallBack(context, failures);
}

function describe(error: unknown): Pick<SetUpFailure, 'step' | 'reason'> {
  if (error instanceof SetUpError) return { step: error.step, reason: error.message };
  return { step: 'internal', reason: error instanceof Error ? error.message : String(error) };
}

function reportReady(context: SetUpContext, tensorFlow: InstalledTensorFlow): void {
  const device = tensorFlow.usesGpu ? 'GPU' : 'CPU';
  context.log(`TensorFlow ${tensorFlow.version} is ready (${device}), in ${tensorFlow.folder}`);
  if (context.gpuPresent && !tensorFlow.usesGpu) {
    context.log('WARNING: there is an NVIDIA GPU here, but TensorFlow cannot use it');
  }
}

function fallBack(context: SetUpContext, failures: readonly SetUpFailure[]): SetUpOutcome {
  context.log('WARNING: no TensorFlow here, because');
  for (const { way, step, reason } of failures) context.log(`  ${way}: ${step}: ${reason}`);
  context.log('The WebAssembly backend is left: it trains about 17 times slower.');
  return { kind: 'fallback', failures };
}
