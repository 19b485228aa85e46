import type { Views } from '@chorus/model';
import type { Arithmetic } from '../arithmetic.ts';
import type { KerasGraph, KerasTensor } from './keras-graph.ts';

/**
 * A member's logits averaged over views of pictures, as `logitsOfViews` of libs/model averages them.
 *
 * @param logitsOf calls the member
 */
export function kerasLogits(
  graph: KerasGraph,
  math: Arithmetic<KerasTensor>,
  views: Views,
  images: KerasTensor,
  logitsOf: (images: KerasTensor) => KerasTensor,
): KerasTensor {
  if (views === 'none') return logitsOf(images);
  const mean = (one: KerasTensor, other: KerasTensor) => math.multiply(math.add(one, other), 0.5);
  const mirroredToo = (seen: KerasTensor) =>
    mean(
      logitsOf(seen),
      logitsOf(graph.operation('numpy', 'Flip', 'mirrored', { axis: 2 }, [seen], seen)),
    );
  const unshifted = mirroredToo(images);
  if (views === 'mirror') return unshifted;
  const shifts = [shifted(graph, images, [1, 0]), shifted(graph, images, [0, 1])];
  return mean(unshifted, mean(mirroredToo(shifts[0]!), mirroredToo(shifts[1]!)));
}

/**
 * Images a pixel further down and to the right, or up and to the left, what that uncovers mirrored at the edge.
 *
 * @param around pixels that are put before and after the rows and the columns
 */
function shifted(
  graph: KerasGraph,
  images: KerasTensor,
  [before, after]: readonly [number, number],
): KerasTensor {
  const [batch, height, width, channels] = images.shape as [null, number, number, number];
  const side = [before, after];
  const padded = graph.operation(
    'numpy',
    'Pad',
    'padded',
    { pad_width: [[0, 0], side, side, [0, 0]], mode: 'reflect' },
    [images],
    { shape: [batch, height + 1, width + 1, channels] },
  );
  const cut = [after, before];
  const config = { cropping: [cut, cut], data_format: 'channels_last' };
  return graph.layer('Cropping2D', 'shifted', config, padded, images);
}
