import { median } from '../bench/median.ts';
import type { Check } from './check.ts';
import { trainEpochs } from './epochs-task.ts';

const STEP = 'at-once';
/** The epochs, of which those after the first are measured beside each other: none begins before all are warm. */
const EPOCHS = 4;

/** Members that share the device, each in a process of its own: images per second of all together. */
export async function checkAtOnce(check: Check): Promise<void> {
  const { figures, options } = check;
  for (const members of options.sizes.atOnce) {
    const samples = Math.max(300, Math.floor(options.sizes.samples / 2));
    const what = `${members} at once: images per second of all`;
    try {
      const answers = await Promise.all(
        Array.from({ length: members }, () =>
          trainEpochs(check, { samples, epochs: EPOCHS, threads: 1 }),
        ),
      );
      const speeds = answers.map(({ seconds }) => samples / median(seconds.slice(1)));
      figures.measured(
        STEP,
        what,
        speeds.reduce((sum, speed) => sum + speed, 0),
      );
    } catch (error) {
      figures.failed(STEP, what, (error as Error).message);
    }
  }
}
