import * as tf from '@tensorflow/tfjs';
import { TrainingError } from '../training-error.ts';
import type { Batch, Change } from './change.ts';
import { cutout } from './cutout.ts';
import { geometry, type GeometrySettings, type ImageShape } from './geometry.ts';
import { brightness, contrast } from './light.ts';
import { mixup } from './mixup.ts';
import { SampleDraws } from './sample-draws.ts';

/** What is done to samples in training, and how much: section `augmentation` of a run's configuration. */
export interface AugmentationSettings extends GeometrySettings {
  /** See `light.ts`, 0 to 1. */
  readonly brightness: number;
  readonly contrast: number;
  /** The side of a square of zeros, in pixels; 0: none. */
  readonly cutout: number;
  /** The alpha of mixup, 0 to 1; 0: samples are not mixed. */
  readonly mixup: number;
}

/** What augmentation must know of the samples. */
export interface AugmentedSamples {
  /** The shape of one sample. */
  readonly shape: readonly number[];
  readonly classes: number;
  /** What a value of 0 is scaled to, of each channel or of all. */
  readonly zero: readonly number[];
}

/**
 * What is done to samples in training. Its random numbers are a function of the member's seed, epoch and the
 * sample's row alone: how samples are read, in which order, and whether steps are compiled makes no difference.
 */
export interface Augmentation {
  /** How many numbers there are for each sample. */
  readonly columns: number;
  /**
   * The random numbers of some samples.
   *
   * @param seed the member's
   * @param epoch counts from 1 through the members of a chain
   * @param rows the samples' rows in the training set
   * @returns [rows, columns], row by row
   */
  draw(seed: number, epoch: number, rows: Uint32Array): Float32Array;
  /** The batch as it is trained on. @param drawn [batch, columns]: the rows of {@link draw} */
  apply(batch: Batch, drawn: tf.Tensor2D): Batch;
}

/**
 * The augmentation that a configuration asks for, in this order: crop, shift, flip, brightness, contrast, cutout,
 * mixup.
 *
 * @returns undefined when it asks for none
 * @throws TrainingError `bad-model` when pictures are to be changed and the samples are none
 */
export function augmentationOf(
  settings: AugmentationSettings,
  samples: AugmentedSamples,
): Augmentation | undefined {
  const changes = changesOf(settings, samples);
  if (changes.length === 0) return undefined;
  const widths = changes.map(({ columns }) => columns);
  const columns = widths.reduce((sum, width) => sum + width, 0);
  return {
    columns,
    draw(seed, epoch, rows) {
      const draws = new SampleDraws(seed, epoch);
      const drawn = new Float32Array(rows.length * columns);
      let at = 0;
      for (const row of rows) {
        draws.row = row;
        for (const change of changes) {
          for (const number of change.draw(draws)) drawn[at++] = number;
        }
      }
      return drawn;
    },
    apply(batch, drawn) {
      const parts = tf.split(drawn, widths, 1);
      let changed = batch;
      for (const [index, change] of changes.entries()) {
        changed = change.apply(changed, parts[index] as tf.Tensor2D);
      }
      return changed;
    },
  };
}

function changesOf(
  settings: AugmentationSettings,
  { shape, classes, zero }: AugmentedSamples,
): Change[] {
  const { flip, shift, cropScale, brightness: light, contrast: range, cutout: size } = settings;
  const moves = flip !== 'none' || shift > 0 || cropScale !== undefined;
  if ((moves || light > 0 || range > 0 || size > 0) && shape.length !== 3) {
    throw new TrainingError(
      'bad-model',
      `augmentation changes pictures, [height, width, channels], and samples are [${shape.join(', ')}]: ` +
        'leave all of it out but mixup',
    );
  }
  const image = shape as unknown as ImageShape;
  return [
    ...(moves ? [geometry(settings, image)] : []),
    ...(light > 0 ? [brightness(light, zero)] : []),
    ...(range > 0 ? [contrast(range)] : []),
    ...(size > 0 ? [cutout(size, image)] : []),
    ...(settings.mixup > 0 ? [mixup(settings.mixup, classes)] : []),
  ];
}
