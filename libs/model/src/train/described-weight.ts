import type { WeightKind } from '@chorus/network';
import type { NetworkWeight } from '../networks/network.ts';
import type { DescribedWeight } from '../optimizers/optimizer.ts';

/** A network's weight as an optimizer is told of it. */
export function describedWeight({ name, shape, trainable }: NetworkWeight): DescribedWeight {
  return { name, shape, kind: trainable ? kindOf(name) : 'statistic' };
}

/** What Keras' names of weights say. */
function kindOf(name: string): WeightKind {
  const [, last = ''] = /([^/]*)$/.exec(name)!;
  if (last === 'gamma') return 'normalisation-scale';
  if (last === 'beta') return 'normalisation-bias';
  if (last.endsWith('kernel')) return 'kernel';
  if (last.endsWith('bias')) return 'bias';
  return last === 'embeddings' ? 'embedding' : 'other';
}
