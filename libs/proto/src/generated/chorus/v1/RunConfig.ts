// Original file: libs/proto/chorus/v1/run_config.proto

import type { DatasetRef as _chorus_v1_DatasetRef, DatasetRef__Output as _chorus_v1_DatasetRef__Output } from '../../chorus/v1/DatasetRef.ts';
import type { TrainingConfig as _chorus_v1_TrainingConfig, TrainingConfig__Output as _chorus_v1_TrainingConfig__Output } from '../../chorus/v1/TrainingConfig.ts';
import type { FaultPolicy as _chorus_v1_FaultPolicy, FaultPolicy__Output as _chorus_v1_FaultPolicy__Output } from '../../chorus/v1/FaultPolicy.ts';

/**
 * What a run trains: resolved before it is submitted, the same for every attempt.
 */
export interface RunConfig {
  /**
   * Seeds of the members are derived from it.
   */
  'seed'?: (number);
  'members'?: (number);
  /**
   * CPU threads of each trainer: other numbers of threads give other bits.
   */
  'threads'?: (number);
  /**
   * Empty: each worker chooses.
   */
  'backend'?: (string);
  'dataset'?: (_chorus_v1_DatasetRef | null);
  'training'?: (_chorus_v1_TrainingConfig | null);
  'faults'?: (_chorus_v1_FaultPolicy | null);
  /**
   * The members are snapshots of one training with the first member's seed: each goes on for
   * `training.epochs` more epochs where the one before ended.
   */
  'snapshots'?: (boolean);
  /**
   * Steps are taken operation by operation, not as one graph, which gives other bits.
   */
  'eager'?: (boolean);
  /**
   * The run ends early when the next member is expected to add less accuracy than this, 0 to 1, on the
   * validation images; 0: it does not.
   */
  'stopWhenGainBelow'?: (number | string);
}

/**
 * What a run trains: resolved before it is submitted, the same for every attempt.
 */
export interface RunConfig__Output {
  /**
   * Seeds of the members are derived from it.
   */
  'seed': (number);
  'members': (number);
  /**
   * CPU threads of each trainer: other numbers of threads give other bits.
   */
  'threads': (number);
  /**
   * Empty: each worker chooses.
   */
  'backend': (string);
  'dataset': (_chorus_v1_DatasetRef__Output | null);
  'training': (_chorus_v1_TrainingConfig__Output | null);
  'faults': (_chorus_v1_FaultPolicy__Output | null);
  /**
   * The members are snapshots of one training with the first member's seed: each goes on for
   * `training.epochs` more epochs where the one before ended.
   */
  'snapshots': (boolean);
  /**
   * Steps are taken operation by operation, not as one graph, which gives other bits.
   */
  'eager': (boolean);
  /**
   * The run ends early when the next member is expected to add less accuracy than this, 0 to 1, on the
   * validation images; 0: it does not.
   */
  'stopWhenGainBelow': (number);
}
