import { ChorusError } from './chorus-error.ts';
import type { DatasetRef__Output } from './generated/chorus/v1/DatasetRef.ts';
import type { FaultPolicy__Output } from './generated/chorus/v1/FaultPolicy.ts';
import type { ImageShape__Output } from './generated/chorus/v1/ImageShape.ts';
import type { ModelConfig__Output } from './generated/chorus/v1/ModelConfig.ts';
import type { RunConfig__Output } from './generated/chorus/v1/RunConfig.ts';
import type { TrainingConfig__Output } from './generated/chorus/v1/TrainingConfig.ts';

/** A dataset by content; see run_config.proto for each field. */
export interface DatasetRef extends DatasetRef__Output {
  readonly shape: ImageShape__Output;
}

/** How one member is trained; see run_config.proto for each field. */
export interface TrainingConfig extends TrainingConfig__Output {
  readonly model: ModelConfig__Output;
}

/** What a run trains, with nothing left out; see run_config.proto for each field. */
export interface RunConfig extends RunConfig__Output {
  readonly dataset: DatasetRef;
  readonly training: TrainingConfig;
  readonly faults: FaultPolicy__Output;
}

/**
 * A run's configuration as it came over the wire, known to be whole.
 *
 * @throws ChorusError `invalid` when a part is missing
 */
export function decodeRunConfig(config: RunConfig__Output | null | undefined): RunConfig {
  const whole = required(config, 'config');
  const training = required(whole.training, 'config.training');
  return {
    ...whole,
    dataset: decodeDatasetRef(whole.dataset),
    training: { ...training, model: required(training.model, 'config.training.model') },
    faults: required(whole.faults, 'config.faults'),
  };
}

/**
 * A dataset's description as it came over the wire, known to be whole.
 *
 * @throws ChorusError `invalid` when a part is missing
 */
export function decodeDatasetRef(dataset: DatasetRef__Output | null | undefined): DatasetRef {
  const whole = required(dataset, 'dataset');
  return { ...whole, shape: required(whole.shape, 'dataset.shape') };
}

/**
 * A message's part that proto3 lets a sender leave out, but Chorus does not.
 *
 * @throws ChorusError `invalid`, naming the part
 */
export function required<Part>(part: Part | null | undefined, name: string): Part {
  if (part === null || part === undefined) {
    throw new ChorusError('invalid', `the message lacks ${name}: is the other side a Chorus?`);
  }
  return part;
}
