import { LAYER_KINDS } from '../layer-kinds.ts';
import type { LayerTopology } from '../topology.ts';
import type { LayerInput } from './layer-input.ts';

/** What layers take of one sample, by their classes. */
const TAKES: readonly (readonly [classes: RegExp, dimensions: number, words: string])[] = [
  [/^(Conv|Separable|Depthwise|MaxPool|AveragePool|Global\w+)\w*1D$/, 2, '[steps, channels]'],
  [/^ConvLSTM2D$/, 4, '[steps, height, width, channels]'],
  [/^(SimpleRNN|GRU|LSTM|Bidirectional|SpatialDropout1D)$/, 2, '[steps, values]'],
  [/2D|^Resizing$/, 3, '[height, width, channels]'],
  [/3D/, 4, '[depth, height, width, channels]'],
  [/^RepeatVector$/, 1, '[values]'],
];

/** Why a layer cannot take its inputs, in words that go on after its name: what it takes, and what was found. */
export function describeMisfit(
  { class_name }: LayerTopology,
  inputs: readonly LayerInput[],
  { message }: Error,
): string {
  const found = inputs.map(({ from, shape }) => `[${shape.join(', ')}] of '${from}'`).join(' and ');
  const [input] = inputs as [LayerInput];
  const takes = TAKES.find(([classes]) => classes.test(class_name));
  if (takes && input.shape.length !== takes[1]) return `takes ${takes[2]}, and gets ${found}`;
  if (class_name === 'Flatten' && input.shape.length < 2) {
    return `takes what is no row of values yet, and gets ${found}: leave it out`;
  }
  if (LAYER_KINDS[class_name]?.merges && class_name !== 'Dot') {
    const allowed =
      class_name === 'Concatenate' ? 'that differ along its axis alone' : 'of one shape';
    return `takes inputs ${allowed}, and gets ${found}`;
  }
  const [reason = ''] = message.split('\n');
  return `cannot take ${found}: ${reason}`;
}
