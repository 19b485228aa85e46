import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Check } from './check.ts';
import { BATCH_SIZE, trainEpochs } from './epochs-task.ts';

const STEP = 'device';
const STEPS = { samples: BATCH_SIZE, epochs: 1 };
/** What TensorFlow says of libraries and devices that it looks for. */
const TELLING = /dso_loader|dlopen|cuda|cudnn|gpu/i;
const MOST_LINES = 40;

/**
 * Whether TensorFlow trains on the device at all: else no other figure would be one of the device. When
 * it does not, what it says of the libraries that it looked for is a figure, too.
 */
export async function checkDevice(check: Check): Promise<boolean> {
  const { figures, options } = check;
  const what = `TensorFlow trains on the ${options.device.toUpperCase()}`;
  try {
    await trainEpochs(check, STEPS);
    figures.measured(STEP, what, true);
    return true;
  } catch (error) {
    figures.failed(STEP, what, (error as Error).message);
    figures.measured(STEP, 'what TensorFlow says', sayWhatIsMissing(check));
    return false;
  }
}

function sayWhatIsMissing({ environment }: Check): string {
  const program = fileURLToPath(new URL('load-tensorflow.ts', import.meta.url));
  const { stderr } = spawnSync(process.execPath, [program], {
    env: { ...environment, TF_CPP_MIN_LOG_LEVEL: '0', TF_CPP_VMODULE: 'dso_loader=2' },
    encoding: 'utf8',
  });
  const lines = stderr.split('\n').filter((line) => TELLING.test(line));
  return lines.slice(0, MOST_LINES).join('\n') || 'nothing';
}
