// Original file: libs/proto/chorus/v1/run_service.proto

import type { RunConfig as _chorus_v1_RunConfig, RunConfig__Output as _chorus_v1_RunConfig__Output } from '../../chorus/v1/RunConfig.ts';

export interface RunSubmitted {
  'config'?: (_chorus_v1_RunConfig | null);
  'memberSeeds'?: (number)[];
}

export interface RunSubmitted__Output {
  'config': (_chorus_v1_RunConfig__Output | null);
  'memberSeeds': (number)[];
}
