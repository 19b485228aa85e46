import path from 'node:path';
import type { SetUpContext } from './context.ts';
import { runCommand } from './run-command.ts';
import { SetUpError } from './set-up-error.ts';

/** What an addon that works says of itself. */
export interface AddonFacts {
  readonly tensorFlowVersion: string;
  /** Whether TensorFlow has found a GPU that it can use. */
  readonly usesGpu: boolean;
}

const TRIAL_TIMEOUT_MS = 180_000;

/**
 * Loads an addon, which need not be installed, in a process of its own and multiplies two matrices.
 *
 * @throws SetUpError (`trial`)
 */
export async function tryAddon(addonPath: string, context: SetUpContext): Promise<AddonFacts> {
  const trial = path.join(import.meta.dirname, 'addon-trial.ts');
  const outcome = await runCommand(process.execPath, [trial, context.tfjsNodeFolder, addonPath], {
    env: { ...context.env, TF_CPP_MIN_LOG_LEVEL: '2' },
    signal: context.signal,
    timeoutMs: TRIAL_TIMEOUT_MS,
  });
  if (!outcome.ok) throw new SetUpError('trial', `the addon does not work: ${outcome.reason}`);
  return JSON.parse(outcome.stdout) as AddonFacts;
}
