import { runCommand } from '@chorus/tensorflow';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { answerOf } from '../bench/run-program.ts';
import type { Check } from './check.ts';
import { BATCH_SIZE, trainEpochs, type EpochsChange } from './epochs-task.ts';
import { measureKernels } from './measure-kernels.ts';

const STEP = 'epoch';
const PYTORCH_TIMEOUT_MS = 240_000;
const XLA = '--tf_xla_auto_jit=2 --tf_xla_cpu_global_jit';

const CHORUS: readonly (readonly [string, EpochsChange])[] = [
  ['Chorus, compiled', {}],
  ['Chorus, compiled, a thread per core', { threads: availableParallelism() }],
  ['Chorus, not compiled', { compile: false }],
  ['Chorus, compiled, XLA', { variables: { TF_XLA_FLAGS: XLA } }],
];

/** PyTorch's ways, as pytorch_epochs.py knows them. */
const PYTORCH_WAYS = ['eager', 'compiled', 'cuda-graphs'] as const;

/** An epoch of the experiment: Chorus in four ways, then PyTorch in three in the same minutes. */
export async function checkEpochs(check: Check): Promise<void> {
  const { figures } = check;
  for (const [name, change] of CHORUS) {
    await orFailed(check, name, async () => {
      tell(check, name, (await trainEpochs(check, change)).seconds);
    });
  }
  const missing = await whyNoPyTorch(check);
  for (const way of PYTORCH_WAYS) {
    const name = `PyTorch, channels last, ${way}`;
    if (missing !== undefined) figures.notMeasured(STEP, name, missing);
    else await orFailed(check, name, async () => tell(check, name, await trainPyTorch(check, way)));
  }
  await orFailed(check, 'kernels', () => measureKernels(check, STEP));
}

/** A contender that fails does not keep the others from being measured. */
async function orFailed(check: Check, name: string, measure: () => Promise<void>): Promise<void> {
  try {
    await measure();
  } catch (error) {
    check.figures.failed(STEP, name, (error as Error).message);
  }
}

function tell({ figures, options }: Check, name: string, seconds: readonly number[]): void {
  const last = seconds.at(-1)!;
  figures.measured(STEP, `${name}: seconds of the first epoch`, seconds[0]!);
  figures.measured(STEP, `${name}: seconds of an epoch of ${options.sizes.samples} images`, last);
  figures.measured(STEP, `${name}: images per second`, options.sizes.samples / last);
}

/** PyTorch is what this machine's python3 has, or not: nothing is installed. */
async function whyNoPyTorch({ options, environment }: Check): Promise<string | undefined> {
  const usable = options.device === 'cpu' ? 'True' : 'torch.cuda.is_available()';
  const outcome = await runCommand('python3', ['-c', `import torch; print(${usable})`], {
    env: environment,
    timeoutMs: PYTORCH_TIMEOUT_MS,
  });
  if (!outcome.ok) return "this machine's python3 has no PyTorch";
  return outcome.stdout.trim() === 'True' ? undefined : 'PyTorch finds no GPU';
}

async function trainPyTorch(
  { folder, options, environment }: Check,
  way: (typeof PYTORCH_WAYS)[number],
): Promise<number[]> {
  const program = fileURLToPath(new URL('pytorch_epochs.py', import.meta.url));
  const device = options.device === 'gpu' ? 'cuda' : 'cpu';
  const numbers = [options.sizes.epochs, BATCH_SIZE, availableParallelism()].map(String);
  const args = [program, `${folder}/train`, ...numbers, device, way];
  const outcome = await runCommand('python3', args, {
    env: environment,
    timeoutMs: PYTORCH_TIMEOUT_MS,
  });
  if (!outcome.ok) throw new Error(outcome.reason);
  return answerOf<number[]>(outcome.stdout);
}
