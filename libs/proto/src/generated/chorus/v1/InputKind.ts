// Original file: libs/proto/chorus/v1/worker_service.proto

/**
 * What members are trained with.
 */
export const InputKind = {
  /**
   * A dataset's file, known by the dataset's fingerprint.
   */
  INPUT_KIND_DATASET: 'INPUT_KIND_DATASET',
  /**
   * A file with the weights that training begins with, known by the SHA-256 of its bytes.
   */
  INPUT_KIND_WEIGHTS: 'INPUT_KIND_WEIGHTS',
} as const;

/**
 * What members are trained with.
 */
export type InputKind =
  /**
   * A dataset's file, known by the dataset's fingerprint.
   */
  | 'INPUT_KIND_DATASET'
  | 0
  /**
   * A file with the weights that training begins with, known by the SHA-256 of its bytes.
   */
  | 'INPUT_KIND_WEIGHTS'
  | 1

/**
 * What members are trained with.
 */
export type InputKind__Output = typeof InputKind[keyof typeof InputKind]
