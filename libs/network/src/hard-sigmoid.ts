/** Keras 3's hard sigmoid, relu6(x + 3) / 6, in layers that are the same everywhere: that of tfjs and Keras 2 is another function. */
import type { NamelessLayer } from './graph-builder.ts';
import { LAYER_KINDS } from './layer-kinds.ts';
import { NetworkMistake } from './network-mistake.ts';
import { readLayer } from './read-layer.ts';
import type { Json } from './topology.ts';

/** Whether Keras 3 wrote a model: only its input layers have a `batch_shape`. */
export function isOfKeras3(json: unknown): boolean {
  if (typeof json !== 'object' || json === null) return false;
  const { class_name, config } = json as { class_name?: unknown; config?: object };
  if (class_name === 'InputLayer') return 'batch_shape' in (config ?? {});
  return Object.values(json).some(isOfKeras3);
}

/**
 * The layers that compute what a layer of Keras 3 does.
 *
 * @throws NetworkMistake for a hard sigmoid within a layer, such as that of the gates of an LSTM
 */
export function withExactHardSigmoid(layer: NamelessLayer): readonly NamelessLayer[] {
  const { className, config } = layer;
  const isLast =
    className === 'Activation' ||
    'kernelSize' in LAYER_KINDS[className]!.fields ||
    className === 'Dense';
  const isPlain = config['activation'] === HARD_SIGMOID && isLast && className !== 'ConvLSTM2D';
  const rest = isPlain ? { ...config, activation: 'linear' } : config;
  if (holds(rest)) {
    throw new NetworkMistake(
      'hard_sigmoid is another function in Keras 3 than in TensorFlow.js, which trains the network: use sigmoid within this layer',
    );
  }
  if (!isPlain) return [layer];
  return [
    ...(className === 'Activation' ? [] : [{ ...layer, config: rest }]),
    readLayer('Rescaling', { scale: 1, offset: 3 }),
    readLayer('Activation', { activation: 'relu6' }),
    readLayer('Rescaling', { scale: 1 / 6 }),
  ];
}

const HARD_SIGMOID = 'hard_sigmoid';

function holds(value: Json | undefined): boolean {
  if (typeof value !== 'object' || value === null) return value === HARD_SIGMOID;
  return Object.values(value).some(holds);
}
