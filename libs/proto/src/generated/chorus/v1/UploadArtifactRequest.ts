// Original file: libs/proto/chorus/v1/worker_service.proto

import type { ArtifactHeader as _chorus_v1_ArtifactHeader, ArtifactHeader__Output as _chorus_v1_ArtifactHeader__Output } from '../../chorus/v1/ArtifactHeader.ts';

export interface UploadArtifactRequest {
  'header'?: (_chorus_v1_ArtifactHeader | null);
  'chunk'?: (Buffer | Uint8Array | string);
  'part'?: "header"|"chunk";
}

export interface UploadArtifactRequest__Output {
  'header'?: (_chorus_v1_ArtifactHeader__Output | null);
  'chunk'?: (Buffer);
  'part'?: "header"|"chunk";
}
