import { trainEpochs, BATCH_SIZE, type EpochsAnswer } from './epochs-task.ts';
import type { Check } from './check.ts';

const STEP = 'correctness';
/** An epoch of one batch is a step. */
const FIVE_STEPS = { samples: BATCH_SIZE, epochs: 5, variables: { NVIDIA_TF32_OVERRIDE: '0' } };
/** Losses of the same steps on two devices differ by no more, relatively. */
const TOLERANCE = 1e-3;

/** The losses of five steps on the device and on the CPU, and whether the device gives the same bits again. */
export async function checkCorrectness(check: Check): Promise<void> {
  const { figures, options } = check;
  const onDevice = await trainEpochs(check, FIVE_STEPS);
  figures.measured(STEP, 'losses of five steps on the device, without TF32', onDevice.losses);
  const onCpu = await trainEpochs(check, { ...FIVE_STEPS, onCpu: true });
  figures.measured(STEP, 'losses of five steps on the CPU', onCpu.losses);
  const difference = largestDifference(onDevice, onCpu);
  figures.measured(STEP, 'largest relative difference of these losses', difference);
  figures.measured(STEP, `it is at most ${TOLERANCE}`, difference <= TOLERANCE);

  const samples = Math.min(5000, options.sizes.samples);
  for (const deterministic of ['1', '0']) {
    const epoch = { samples, variables: { TF_DETERMINISTIC_OPS: deterministic } };
    const first = await trainEpochs(check, epoch);
    const second = await trainEpochs(check, epoch);
    const setting = `TF_DETERMINISTIC_OPS=${deterministic}`;
    figures.measured(STEP, `same bits twice, ${setting}`, first.sha256 === second.sha256);
    const seconds = Math.min(first.seconds.at(-1)!, second.seconds.at(-1)!);
    figures.measured(STEP, `seconds of an epoch of ${samples} images, ${setting}`, seconds);
  }
}

function largestDifference(one: EpochsAnswer, other: EpochsAnswer): number {
  return Math.max(...one.losses.map((loss, step) => Math.abs(loss / other.losses[step]! - 1)));
}
