// Original file: libs/proto/chorus/v1/run_service.proto

import type { RunMember as _chorus_v1_RunMember, RunMember__Output as _chorus_v1_RunMember__Output } from '../../chorus/v1/RunMember.ts';

export interface RunSubmitted {
  /**
   * The run's configuration as it was submitted.
   */
  'config'?: (string);
  /**
   * Their numbers count from 1.
   */
  'members'?: (_chorus_v1_RunMember)[];
}

export interface RunSubmitted__Output {
  /**
   * The run's configuration as it was submitted.
   */
  'config': (string);
  /**
   * Their numbers count from 1.
   */
  'members': (_chorus_v1_RunMember__Output)[];
}
