import type { EpochResult, TrainingConfig, TrainingProgress } from '@chorus/model';

/** What the worker asks of a trainer process: the one message that it sends. */
export interface TrainerTask {
  readonly memberSeed: number;
  readonly config: TrainingConfig;
  /** The dataset's file, as libs/data writes it, and its fingerprint. */
  readonly datasetPath: string;
  readonly datasetSha256: string;
  /** Samples to be used: the first so many. */
  readonly trainLimit: number;
  readonly testLimit: number;
  /** CPU threads. */
  readonly threads: number;
  readonly backend: 'tensorflow' | 'wasm' | undefined;
  readonly allowCpu: boolean;
}

/** What a trained member leaves. */
export interface TrainerResult {
  /** float32, little endian, [testSamples, classes] */
  readonly predictions: Uint8Array;
  /** model.json */
  readonly topology: Uint8Array;
  /** weights.bin */
  readonly weights: Uint8Array;
  readonly testLoss: number;
  readonly testAccuracy: number;
}

/** What a trainer process tells the worker, in this order; `failed` may come at any time. */
export type TrainerMessage =
  | { type: 'started'; backend: string; device: string; reason: string }
  | { type: 'progress'; progress: TrainingProgress }
  | { type: 'epoch'; result: EpochResult }
  | { type: 'predicting' }
  | { type: 'finished'; result: TrainerResult }
  | { type: 'failed'; message: string };
