import { ChorusError } from '@chorus/errors';
import { layersOf, type Topology } from '@chorus/network';
import type { PlacedDocument } from './resolve-config.ts';

/**
 * Refuses to mix samples of which a network embeds some values: what lies between two categories is none, or a third one.
 *
 * @throws ChorusError `invalid`, naming the setting and the layer
 */
export function refuseMixedCategories({ document, place }: PlacedDocument, topology: Topology) {
  const { mixup } = document.augmentation;
  const embedding = layersOf(topology).find(({ class_name }) => class_name === 'Embedding');
  if (mixup === 0 || !embedding) return;
  throw new ChorusError(
    'invalid',
    `${place('augmentation.mixup')} is ${mixup}, but layer '${String(embedding.config['name'])}' takes ` +
      'categories, between which there is nothing: leave the setting out',
  );
}
