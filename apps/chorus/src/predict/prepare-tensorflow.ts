import { inspectTensorFlow, setUpTensorFlow } from '@chorus/tensorflow';
import type { PlainReporter } from '../terminal/plain-reporter.ts';

/** Sets TensorFlow up where it is not, which takes minutes once. */
export async function prepareTensorFlow(
  reporter: PlainReporter,
  signal: AbortSignal,
): Promise<void> {
  const { kind } = inspectTensorFlow();
  if (kind === 'absent' || kind === 'failed') reporter.note('TensorFlow is set up first, once');
  await setUpTensorFlow({ signal });
}
