// Original file: libs/proto/chorus/v1/run_service.proto

import type { InputKind as _chorus_v1_InputKind, InputKind__Output as _chorus_v1_InputKind__Output } from '../../chorus/v1/InputKind.ts';

export interface HasDatasetRequest {
  'sha256'?: (string);
  'kind'?: (_chorus_v1_InputKind);
}

export interface HasDatasetRequest__Output {
  'sha256': (string);
  'kind': (_chorus_v1_InputKind__Output);
}
