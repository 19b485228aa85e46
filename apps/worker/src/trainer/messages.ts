import type { BackendName } from '@chorus/backend-names';
import type {
  Backend,
  ChosenEpoch,
  Compilation,
  EpochResult,
  TrainingErrorCode,
  TrainingProgress,
} from '@chorus/model';
import type { MemberSpecification } from '@chorus/proto';

/**
 * What the worker asks of a trainer process: perhaps `start`, then `train`, and later perhaps
 * `hand-back`. One that waits may be asked to `train` again, with the backend that it has started.
 */
export type TrainerRequest =
  /** Start the backend, and say which one it is. */
  | { type: 'start'; start: TrainerStart }
  | { type: 'train'; task: TrainerTask }
  /** End after the epoch under way, with a checkpoint; a trainer that predicts goes on. */
  | { type: 'hand-back' };

/** What a trainer process computes with, from its start to its end. */
export interface TrainerStart {
  /** CPU threads. */
  readonly threads: number;
  /** Undefined: TensorFlow when it is set up. */
  readonly backend: BackendName | undefined;
  readonly allowCpu: boolean;
}

/** What is to be trained. */
export interface TrainerTask extends TrainerStart {
  /** All that the member's bits depend on; `threads` and `backend` are those that it is given. */
  readonly specification: MemberSpecification;
  /** The epochs from one checkpoint to the next; 0: none. */
  readonly checkpointEvery: number;
  /** Whether one is wanted after the last epoch as well. */
  readonly checkpointAtEnd: boolean;
  /** A checkpoint to go on from, as libs/model writes it; undefined: from the start. */
  readonly resumeFrom: Uint8Array | undefined;
  /** The dataset's file, as libs/data writes it. */
  readonly datasetPath: string;
  /** The file with the weights that training begins with; undefined: they are drawn. */
  readonly weightsPath: string | undefined;
  /** The file with the member's predictions, if these are all that there is of it; undefined: it is trained. */
  readonly predictionsPath: string | undefined;
  /** Samples that need more memory are read by pieces, which changes no bit. */
  readonly datasetMemoryBytes: number;
  /** What the machine, or its smallest GPU, has in all: a member that needs more is not begun. */
  readonly machineMemoryBytes: number;
}

/** The files of a model. */
export interface ModelFiles {
  /** model.json */
  readonly topology: Uint8Array;
  /** weights.bin */
  readonly weights: Uint8Array;
}

/** What a trained member leaves. */
export interface TrainerResult {
  /** float32, little endian, [testSamples, classes] */
  readonly predictions: Uint8Array;
  /** The member's model; undefined in a run that only predicts, which has it from elsewhere, and where there are only predictions. */
  readonly model?: ModelFiles | undefined;
  readonly testLoss: number;
  readonly testAccuracy: number;
  /** The time that the test samples took to predict, in seconds; undefined where their predictions were given. */
  readonly predictSeconds?: number;
  /** The result on the validation samples, if there are any: predictions as above, [validationSamples, classes] */
  readonly validation?:
    | { readonly predictions: Uint8Array; readonly loss: number; readonly accuracy: number }
    | undefined;
}

/** Why a trainer could not go on. */
export interface TrainerProblem {
  /** One line for a person. */
  readonly message: string;
  /** The code of a training's error; `bad-data` when the dataset's file is not right; undefined: anything else. */
  readonly code: TrainingErrorCode | 'bad-data' | 'out-of-memory' | undefined;
}

/**
 * What a trainer process tells of its task, in this order: the checkpoint of an epoch after the epoch,
 * and one of `finished`, `handed-back` and `failed` at the end.
 */
export type TrainerMessage =
  | { type: 'started'; backend: string; device: string; reason: string }
  /** How training goes on, for the log. */
  | { type: 'compiled'; compilation: Compilation }
  /** Which epoch's weights count, for the log. */
  | { type: 'chosen'; chosen: ChosenEpoch }
  | { type: 'progress'; progress: TrainingProgress }
  | { type: 'epoch'; result: EpochResult }
  | { type: 'checkpoint'; epoch: number; bytes: Uint8Array }
  | { type: 'predicting' }
  | { type: 'finished'; result: TrainerResult }
  | { type: 'handed-back' }
  | { type: 'failed'; problem: TrainerProblem };

/** All that a trainer process tells its worker. */
export type ProcessMessage =
  | TrainerMessage
  /** When it was asked to start: the backend, or why there is none. */
  | { type: 'ready'; backend: Backend }
  /** `internal`: nobody has foreseen it, and the problem is a stack. */
  | { type: 'not-ready'; problem: string; code: 'unavailable' | 'internal' }
  /** It can train another member, which follows `finished`; else it ends. */
  | { type: 'waiting' };
