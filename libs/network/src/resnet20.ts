import { readLayers } from './read-layers.ts';
import type { Topology } from './topology.ts';

/** Three groups of three blocks, each group half as high and wide, and twice as deep, as the one before. */
const GROUPS = [16, 32, 64];
const BLOCKS = 3;

/**
 * The residual network of 20 layers for small images (He et al., "Deep Residual Learning for Image Recognition", 2016,
 * section 4.2), its shortcuts between groups convolutions of 1 × 1.
 *
 * @param sampleShape [height, width, channels]
 */
export function resnet20Topology(sampleShape: readonly number[], classes: number): Topology {
  const [first] = GROUPS as [number];
  const blocks = GROUPS.flatMap((filters, group) =>
    Array.from({ length: BLOCKS }, (_, index) => block(filters, group > 0 && index === 0)),
  );
  const layers = [
    ...[convolution(first), 'batchNormalization', 'relu'],
    ...blocks.flat(),
    'globalAveragePooling2d',
    { dense: { units: classes, activation: 'softmax', kernelInitializer: 'heNormal' } },
  ];
  return readLayers(layers, { name: 'resnet20', sampleShape, classes }).topology;
}

/** Two convolutions whose result is added to the input; the first one of a group makes the images smaller. */
function block(filters: number, halves: boolean): object[] {
  const strides = halves ? 2 : 1;
  const normalised = (layer: object) => [layer, 'batchNormalization'];
  return [
    {
      residual: [
        ...[...normalised(convolution(filters, 3, strides)), 'relu'],
        ...normalised(convolution(filters)),
      ],
      shortcut: halves ? normalised(convolution(filters, 1, strides)) : [],
    },
    { activation: 'relu' },
  ];
}

function convolution(filters: number, kernelSize = 3, strides = 1): object {
  const padded = { padding: 'same', useBias: false, kernelInitializer: 'heNormal' };
  return { conv2d: { filters, kernelSize, strides, ...padded } };
}
