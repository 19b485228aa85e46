import { evaluate } from '@chorus/ensemble';
import { CLASSES } from './bench.ts';
import type { Validated } from './fake-worker.ts';

/** A member that gives the right class of each sample this probability, and the others what is left. */
export function validatedAs(labels: Int32Array, probabilities: readonly number[]): Validated {
  const predictions = Float32Array.from(
    [...labels].flatMap((label, sample) => {
      const right = probabilities[sample]!;
      const wrong = (1 - right) / (CLASSES - 1);
      return Array.from({ length: CLASSES }, (_, index) => (index === label ? right : wrong));
    }),
  );
  return { predictions, ...evaluate(predictions, labels, CLASSES) };
}
