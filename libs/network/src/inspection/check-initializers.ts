import { nameInConfiguration } from '../layer-names.ts';
import { NetworkMistake } from '../network-mistake.ts';
import { withStandardInitializers, type OwnInitializerPlace } from '../own-initializers.ts';
import { nameOf, type GraphLayer } from '../topology-layers.ts';
import type { JsonObject, LayerTopology } from '../topology.ts';
import type { LayerInput } from './layer-input.ts';

/** Layers whose kernel is [..., inputs, outputs], so that outputs can give back inputs. */
const DIRAC = ['Conv1D', 'Conv2D', 'Conv3D', 'Dense'];

/**
 * Refuses an initializer of ours where there is nothing that it could make of a weight.
 *
 * @param sampleShape the shape of what the network is given, without the batch
 * @throws NetworkMistake that names the layer, and where the initializer may stand
 */
export function checkInitializers(
  layer: GraphLayer,
  inputs: readonly LayerInput[],
  sampleShape: readonly number[],
): void {
  const { class_name, config } = layer;
  const alone = { class_name: 'Model', config: { layers: [{ class_name, config }] as never } };
  for (const place of withStandardInitializers(alone).own) {
    const words = misplaced(place, withWeights(layer), inputs, sampleShape);
    if (words === undefined) continue;
    throw new NetworkMistake(
      `layer '${nameOf(layer)}' (${nameInConfiguration(class_name)}) ${words}`,
      ['layers', nameOf(layer)],
    );
  }
}

/** The layer itself, or the one within it that has the weights. */
function withWeights({ class_name, config }: LayerTopology): LayerTopology {
  return (config['layer'] as unknown as LayerTopology | undefined) ?? { class_name, config };
}

function misplaced(
  { field, initializer }: OwnInitializerPlace,
  { class_name, config }: LayerTopology,
  inputs: readonly LayerInput[],
  sampleShape: readonly number[],
): string | undefined {
  const name = initializer.class_name.toLowerCase();
  const isOfKernel = field === 'kernel_initializer';
  if (name === 'dirac') {
    if (isOfKernel && DIRAC.includes(class_name)) return undefined;
    return `cannot begin its ${weightOf(field)} as 'dirac', which is for the kernel of a convolution or a dense layer: use another initializer`;
  }
  if (!isOfKernel || class_name !== 'Conv2D') {
    return `cannot begin its ${weightOf(field)} as 'whitening', which is for the kernel of a conv2d: use another initializer`;
  }
  const [{ shape, from }] = inputs as [LayerInput];
  if (sampleShape.length === 3 && fits(config, shape, sampleShape)) return undefined;
  return (
    `cannot begin as 'whitening', which is computed from the samples, [${sampleShape.join(', ')}]: it must take them, or ` +
    `images with as many channels, and gets [${shape.join(', ')}] of '${from}'; use another initializer`
  );
}

/** Whether a kernel lies within a sample, and has the samples' channels. */
function fits(
  { kernel_size }: JsonObject,
  shape: readonly number[],
  [height, width, channels]: readonly number[],
): boolean {
  const [kernelHeight, kernelWidth] = kernel_size as [number, number];
  return shape.at(-1) === channels && kernelHeight <= height! && kernelWidth <= width!;
}

/** `bias_initializer`: the bias. */
function weightOf(field: string): string {
  return field.replace(/_initializer$/, '').replaceAll('_', ' ');
}
