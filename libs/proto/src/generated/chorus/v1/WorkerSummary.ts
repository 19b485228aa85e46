// Original file: libs/proto/chorus/v1/run_service.proto

import type { Device as _chorus_v1_Device, Device__Output as _chorus_v1_Device__Output } from '../../chorus/v1/Device.ts';
import type { AttemptRef as _chorus_v1_AttemptRef, AttemptRef__Output as _chorus_v1_AttemptRef__Output } from '../../chorus/v1/AttemptRef.ts';
import type { Long } from '@grpc/proto-loader';

export interface WorkerSummary {
  'workerId'?: (string);
  'hostname'?: (string);
  'backend'?: (string);
  'devices'?: (_chorus_v1_Device)[];
  'slots'?: (number);
  'attempts'?: (_chorus_v1_AttemptRef)[];
  /**
   * The time when it joined, in milliseconds of Unix time.
   */
  'connectedMs'?: (number | string | Long);
  /**
   * Its state: "ready", "away", "draining", or "set-aside", which is ready, but not for every run.
   */
  'state'?: (string);
  /**
   * The runs of which it gets members only if no other worker can take them: too many failed there.
   */
  'setAsideFor'?: (string)[];
}

export interface WorkerSummary__Output {
  'workerId': (string);
  'hostname': (string);
  'backend': (string);
  'devices': (_chorus_v1_Device__Output)[];
  'slots': (number);
  'attempts': (_chorus_v1_AttemptRef__Output)[];
  /**
   * The time when it joined, in milliseconds of Unix time.
   */
  'connectedMs': (number);
  /**
   * Its state: "ready", "away", "draining", or "set-aside", which is ready, but not for every run.
   */
  'state': (string);
  /**
   * The runs of which it gets members only if no other worker can take them: too many failed there.
   */
  'setAsideFor': (string)[];
}
