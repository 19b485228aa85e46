import type { WeightKind } from '@chorus/network';
import type { WeightRequest } from './build-model.ts';

const NORMALISATIONS: ReadonlySet<string> = new Set(['BatchNormalization', 'LayerNormalization']);

/** What a weight is for, as its layer and its name tell. */
export function weightKind({ layer, name, hasGradient }: WeightRequest): WeightKind {
  if (!hasGradient) return 'statistic';
  const own = name.slice(name.lastIndexOf('/') + 1);
  if (NORMALISATIONS.has(layer.getClassName())) {
    return own === 'gamma' ? 'normalisation-scale' : 'normalisation-bias';
  }
  if (own === 'embeddings') return 'embedding';
  if (own === 'bias') return 'bias';
  return own.endsWith('kernel') ? 'kernel' : 'other'; // depthwise_kernel, recurrent_kernel
}
