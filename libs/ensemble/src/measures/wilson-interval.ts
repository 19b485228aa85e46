/** The 97.5th percentile of the normal distribution: an interval of 95 % leaves as much out on each side. */
const Z = 1.959963984540054;

/**
 * The interval that holds the true accuracy with 95 % probability, when so many of independent samples are right.
 *
 * Source: E. B. Wilson 1927, "Probable inference, the law of succession, and statistical inference"; recommended by
 * L. D. Brown, T. T. Cai and A. DasGupta 2001, "Interval Estimation for a Binomial Proportion".
 *
 * @param accuracy the share that is right, 0 to 1
 * @param samples 1 or more
 * @returns ends from 0 to 1
 */
export function wilsonInterval(accuracy: number, samples: number): { low: number; high: number } {
  const square = Z ** 2 / samples;
  const centre = (accuracy + square / 2) / (1 + square);
  const half =
    (Z / (1 + square)) * Math.sqrt((accuracy * (1 - accuracy)) / samples + square / (4 * samples));
  return { low: Math.max(0, centre - half), high: Math.min(1, centre + half) };
}
