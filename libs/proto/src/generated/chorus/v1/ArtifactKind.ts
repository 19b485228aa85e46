// Original file: libs/proto/chorus/v1/worker_service.proto

export const ArtifactKind = {
  ARTIFACT_KIND_UNSPECIFIED: 'ARTIFACT_KIND_UNSPECIFIED',
  /**
   * float32, little endian, [testSamples, classes], row by row.
   */
  ARTIFACT_KIND_PREDICTIONS: 'ARTIFACT_KIND_PREDICTIONS',
  /**
   * model.json of a tfjs LayersModel.
   */
  ARTIFACT_KIND_MODEL_TOPOLOGY: 'ARTIFACT_KIND_MODEL_TOPOLOGY',
  /**
   * weights.bin of a tfjs LayersModel.
   */
  ARTIFACT_KIND_MODEL_WEIGHTS: 'ARTIFACT_KIND_MODEL_WEIGHTS',
  /**
   * A checkpoint as libs/model writes it.
   */
  ARTIFACT_KIND_CHECKPOINT: 'ARTIFACT_KIND_CHECKPOINT',
  /**
   * float32, little endian, [validationSamples, classes], row by row.
   */
  ARTIFACT_KIND_VALIDATION_PREDICTIONS: 'ARTIFACT_KIND_VALIDATION_PREDICTIONS',
} as const;

export type ArtifactKind =
  | 'ARTIFACT_KIND_UNSPECIFIED'
  | 0
  /**
   * float32, little endian, [testSamples, classes], row by row.
   */
  | 'ARTIFACT_KIND_PREDICTIONS'
  | 1
  /**
   * model.json of a tfjs LayersModel.
   */
  | 'ARTIFACT_KIND_MODEL_TOPOLOGY'
  | 2
  /**
   * weights.bin of a tfjs LayersModel.
   */
  | 'ARTIFACT_KIND_MODEL_WEIGHTS'
  | 3
  /**
   * A checkpoint as libs/model writes it.
   */
  | 'ARTIFACT_KIND_CHECKPOINT'
  | 4
  /**
   * float32, little endian, [validationSamples, classes], row by row.
   */
  | 'ARTIFACT_KIND_VALIDATION_PREDICTIONS'
  | 5

export type ArtifactKind__Output = typeof ArtifactKind[keyof typeof ArtifactKind]
