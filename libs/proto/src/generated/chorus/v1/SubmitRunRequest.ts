// Original file: libs/proto/chorus/v1/run_service.proto

import type { RunConfig as _chorus_v1_RunConfig, RunConfig__Output as _chorus_v1_RunConfig__Output } from '../../chorus/v1/RunConfig.ts';

export interface SubmitRunRequest {
  /**
   * Of the client: both sides must speak the same version.
   */
  'protocolVersion'?: (number);
  'config'?: (_chorus_v1_RunConfig | null);
}

export interface SubmitRunRequest__Output {
  /**
   * Of the client: both sides must speak the same version.
   */
  'protocolVersion': (number);
  'config': (_chorus_v1_RunConfig__Output | null);
}
