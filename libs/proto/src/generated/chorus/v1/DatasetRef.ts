// Original file: libs/proto/chorus/v1/run_config.proto

import type { ImageShape as _chorus_v1_ImageShape, ImageShape__Output as _chorus_v1_ImageShape__Output } from '../../chorus/v1/ImageShape.ts';

/**
 * A dataset by content: whoever has the bytes with this fingerprint has the dataset.
 */
export interface DatasetRef {
  'name'?: (string);
  /**
   * SHA-256, in hexadecimal, over images and labels in order.
   */
  'sha256'?: (string);
  /**
   * Generated, not photographed: said wherever a result is shown.
   */
  'synthetic'?: (boolean);
  'classes'?: (string)[];
  'shape'?: (_chorus_v1_ImageShape | null);
  /**
   * Samples in the dataset.
   */
  'trainSamples'?: (number);
  'testSamples'?: (number);
  /**
   * Samples that the run trains on and is tested on: the first so many.
   */
  'trainLimit'?: (number);
  'testLimit'?: (number);
  /**
   * Training samples that are held out for validation: those after the first `train_limit`.
   */
  'validationSamples'?: (number);
}

/**
 * A dataset by content: whoever has the bytes with this fingerprint has the dataset.
 */
export interface DatasetRef__Output {
  'name': (string);
  /**
   * SHA-256, in hexadecimal, over images and labels in order.
   */
  'sha256': (string);
  /**
   * Generated, not photographed: said wherever a result is shown.
   */
  'synthetic': (boolean);
  'classes': (string)[];
  'shape': (_chorus_v1_ImageShape__Output | null);
  /**
   * Samples in the dataset.
   */
  'trainSamples': (number);
  'testSamples': (number);
  /**
   * Samples that the run trains on and is tested on: the first so many.
   */
  'trainLimit': (number);
  'testLimit': (number);
  /**
   * Training samples that are held out for validation: those after the first `train_limit`.
   */
  'validationSamples': (number);
}
