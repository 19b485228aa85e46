import type { PublishedSource } from '../dataset-source.ts';
import { openCifar10 } from './open.ts';
import { CIFAR10_SAMPLE } from './records.ts';
import { CIFAR10_RELEASE } from './release.ts';

/** CIFAR-10 from where the user says it is, else from the cache, else downloaded into it. */
export const cifar10Source: PublishedSource = {
  name: 'cifar10',
  title: 'CIFAR-10',
  sample: CIFAR10_SAMPLE,
  open: (options) => openCifar10(CIFAR10_RELEASE, options),
};
