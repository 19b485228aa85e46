// Original file: libs/proto/chorus/v1/worker_service.proto

import type { AttemptRef as _chorus_v1_AttemptRef, AttemptRef__Output as _chorus_v1_AttemptRef__Output } from '../../chorus/v1/AttemptRef.ts';
import type { ArtifactKind as _chorus_v1_ArtifactKind, ArtifactKind__Output as _chorus_v1_ArtifactKind__Output } from '../../chorus/v1/ArtifactKind.ts';
import type { Long } from '@grpc/proto-loader';

export interface ArtifactHeader {
  'attempt'?: (_chorus_v1_AttemptRef | null);
  'kind'?: (_chorus_v1_ArtifactKind);
  'sizeBytes'?: (number | string | Long);
  'sha256'?: (string);
  'datasetSha256'?: (string);
}

export interface ArtifactHeader__Output {
  'attempt': (_chorus_v1_AttemptRef__Output | null);
  'kind': (_chorus_v1_ArtifactKind__Output);
  'sizeBytes': (number);
  'sha256': (string);
  'datasetSha256': (string);
}
