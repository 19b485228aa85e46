import { cnnTopology, type CnnSizes } from '@chorus/network';
import { layersNetwork } from '../networks/layers-network.ts';
import { adam } from '../optimizers/optimizer-of.ts';
import type { TrainingConfig } from '../train/train-member-options.ts';
import { EASY_CLASSES, EASY_SHAPE } from './easy-images.ts';

/** The experiment's CNN in small, for `easyImages`. */
export const SMALL_CNN: CnnSizes = {
  filters: [4, 6],
  kernelSize: 4,
  denseUnits: [16, 12],
  dropout: 0.2,
};

/** A small training of {@link SMALL_CNN}. */
export const SMALL_CONFIG: TrainingConfig = {
  scaling: { divisor: 255 },
  epochs: 2,
  batchSize: 20,
};

/** {@link SMALL_CNN} with some sizes changed. */
export function smallCnn(changes: Partial<CnnSizes> = {}) {
  return layersNetwork(cnnTopology({ ...SMALL_CNN, ...changes }, EASY_SHAPE, EASY_CLASSES));
}

/** Adam, as fast as it suits `easyImages`. */
export const SMALL_ADAM = adam(0.005);
