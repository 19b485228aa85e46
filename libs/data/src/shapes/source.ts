import type { PublishedSource } from '../dataset-source.ts';
import { openShapes } from './open.ts';
import { SHAPES_SAMPLE } from './render.ts';

/** `shapes` from the cache, else generated, in about a second. */
export const shapesSource: PublishedSource = {
  name: 'shapes',
  title: 'shapes',
  note: 'generated',
  sample: SHAPES_SAMPLE,
  open: ({ home }) => openShapes(home),
};
