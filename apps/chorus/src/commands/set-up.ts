import { Interruption } from '@chorus/command-line';
import { examineHome, requireEnvironment } from '@chorus/machine';
import { setUpTensorFlow } from '@chorus/tensorflow';
import { EXIT_STATUS } from '../exit-status.ts';

/**
 * Sets up TensorFlow for this Chorus, also right after a set-up that has failed.
 *
 * @returns the exit status
 * @throws MachineError when the caches cannot be kept
 */
export async function setUp(): Promise<number> {
  const log = (line: string) => void process.stderr.write(`${line}\n`);
  requireEnvironment([examineHome(process.env)], log);
  const interruption = new Interruption();
  try {
    const outcome = await setUpTensorFlow({ signal: interruption.signal, rememberFailureMs: 0 });
    if (outcome.kind === 'fallback') return EXIT_STATUS.failed;
    if (outcome.kind === 'ready' && !outcome.changed) {
      const { version, folder } = outcome.tensorFlow;
      log(`TensorFlow ${version} was set up before, in ${folder}`);
    }
    return EXIT_STATUS.succeeded;
  } catch (error) {
    if (!interruption.signal.aborted) throw error;
    log('interrupted; the next set-up continues');
    return interruption.exitStatus;
  }
}
