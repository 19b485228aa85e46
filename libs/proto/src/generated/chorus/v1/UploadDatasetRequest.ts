// Original file: libs/proto/chorus/v1/run_service.proto

import type { DatasetRef as _chorus_v1_DatasetRef, DatasetRef__Output as _chorus_v1_DatasetRef__Output } from '../../chorus/v1/DatasetRef.ts';

export interface UploadDatasetRequest {
  'header'?: (_chorus_v1_DatasetRef | null);
  'chunk'?: (Buffer | Uint8Array | string);
  'part'?: "header"|"chunk";
}

export interface UploadDatasetRequest__Output {
  'header'?: (_chorus_v1_DatasetRef__Output | null);
  'chunk'?: (Buffer);
  'part'?: "header"|"chunk";
}
