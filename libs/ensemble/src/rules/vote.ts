import { argMax } from '../arg-max.ts';
import type { RunningScores, Shape } from '../running-scores.ts';
import { countRows, requireSameLength } from '../shapes.ts';

/**
 * How many members vote for each class, a vote being a member's most probable class (hard or plurality voting).
 *
 * @throws RangeError when there would be no samples or no classes
 */
export function vote([samples, classes]: Shape): RunningScores {
  const counts = new Float64Array(samples * classes);
  countRows(counts, classes);
  return {
    add(predictions) {
      requireSameLength('predictions', predictions.length, 'numbers of votes', counts.length);
      const voted = argMax(predictions, classes);
      for (let sample = 0; sample < samples; sample++) {
        counts[sample * classes + voted[sample]!]! += 1;
      }
    },
    scores: () => counts,
  };
}
