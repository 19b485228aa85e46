import * as tf from '@tensorflow/tfjs';
import type { Change } from './change.ts';
import type { SampleDraws } from './sample-draws.ts';

/**
 * Mixes each sample with the next one of its batch, and their classes in the same proportion (Zhang et al., "mixup:
 * Beyond Empirical Risk Minimization", 2018). The sample's own share is drawn from Beta(alpha, alpha), or is the
 * rest, whichever is larger, so that its label stays the one that it has most of.
 *
 * @param alpha above 0, to 1
 * @param classes how many there are
 */
export function mixup(alpha: number, classes: number): Change {
  return {
    columns: 1,
    draw(draws) {
      const share = drawBeta(alpha, draws);
      return [Math.max(share, 1 - share)];
    },
    apply({ samples, labels, targets }, drawn) {
      const own = targets ?? (tf.oneHot(labels, classes).toFloat() as tf.Tensor2D);
      const share = drawn.reshape([-1, ...samples.shape.slice(1).map(() => 1)]);
      return { labels, samples: mixed(samples, share), targets: mixed(own, drawn) as tf.Tensor2D };
    },
  };
}

/** Beta(alpha, alpha), by Jöhnk's rejection, in logarithms: small alphas make tiny numbers. */
function drawBeta(alpha: number, draws: SampleDraws): number {
  draws.begin('mixup');
  for (;;) {
    const [one, other] = [0, 1].map(() => Math.log(draws.next() + 2 ** -24) / alpha);
    if (Math.exp(one!) + Math.exp(other!) <= 1) return 1 / (1 + Math.exp(other! - one!));
  }
}

/** Each row with the next one, the last with the first. @param share of its own, [batch, 1, …] */
function mixed(rows: tf.Tensor, share: tf.Tensor): tf.Tensor {
  if (rows.shape[0] === 1) return rows;
  const [first, others] = tf.split(rows, [1, rows.shape[0]! - 1]);
  const next = tf.concat([others!, first!]);
  return tf.add(next, tf.mul(tf.sub(rows, next), share));
}
