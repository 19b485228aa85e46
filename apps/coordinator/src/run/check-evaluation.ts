import { evaluate, type Evaluation } from '@chorus/ensemble';
import { ChorusError } from '@chorus/proto';
import { toFloat32 } from '@chorus/run-files';

/** The worker's own evaluation may differ from ours by this much: it sums in another order. */
const TOLERANCE = 1e-3;

/**
 * What predictions are worth, computed from them alone, when the worker that made them says the same (C4).
 *
 * @param bytes float32, little endian, [samples, classes]
 * @param labels [samples]
 * @param claimed what the worker says that they are worth
 * @throws ChorusError `invalid` when the worker is wrong: they are worth something else, or are no predictions
 */
export function checkEvaluation(
  bytes: Buffer,
  labels: Int32Array,
  classes: number,
  claimed: Evaluation,
): Evaluation {
  const expectedBytes = labels.length * classes * Float32Array.BYTES_PER_ELEMENT;
  if (bytes.length !== expectedBytes) {
    const shape = `[${labels.length}, ${classes}]`;
    throw new ChorusError(
      'invalid',
      `its worker calls predictions ${shape} what has ${bytes.length} bytes, not ${expectedBytes}`,
    );
  }
  const own = evaluate(toFloat32(bytes), labels, classes);
  const difference = Math.max(
    Math.abs(own.loss - claimed.loss),
    Math.abs(own.accuracy - claimed.accuracy),
  );
  if (difference <= TOLERANCE) return own;
  throw new ChorusError(
    'invalid',
    `the predictions give loss ${own.loss} and accuracy ${own.accuracy}, but the worker measured ` +
      `${claimed.loss} and ${claimed.accuracy}: its labels differ from the coordinator's`,
  );
}
