// Original file: libs/proto/chorus/v1/worker_service.proto

import type { Device as _chorus_v1_Device, Device__Output as _chorus_v1_Device__Output } from '../../chorus/v1/Device.ts';
import type { AttemptRef as _chorus_v1_AttemptRef, AttemptRef__Output as _chorus_v1_AttemptRef__Output } from '../../chorus/v1/AttemptRef.ts';
import type { Long } from '@grpc/proto-loader';

export interface Hello {
  /**
   * The worker's version of the protocol, which must be the coordinator's: see PROTOCOL_VERSION.
   */
  'protocolVersion'?: (number);
  'workerId'?: (string);
  'hostname'?: (string);
  /**
   * The number of members that it trains at once.
   */
  'slots'?: (number);
  'devices'?: (_chorus_v1_Device)[];
  'backend'?: (string);
  'versions'?: ({[key: string]: string});
  /**
   * The number of this process, the larger the later it was started: the same when it only connects again.
   */
  'incarnation'?: (number | string | Long);
  /**
   * The attempts that it has under way, or whose end it has not had acknowledged.
   */
  'held'?: (_chorus_v1_AttemptRef)[];
}

export interface Hello__Output {
  /**
   * The worker's version of the protocol, which must be the coordinator's: see PROTOCOL_VERSION.
   */
  'protocolVersion': (number);
  'workerId': (string);
  'hostname': (string);
  /**
   * The number of members that it trains at once.
   */
  'slots': (number);
  'devices': (_chorus_v1_Device__Output)[];
  'backend': (string);
  'versions': ({[key: string]: string});
  /**
   * The number of this process, the larger the later it was started: the same when it only connects again.
   */
  'incarnation': (number);
  /**
   * The attempts that it has under way, or whose end it has not had acknowledged.
   */
  'held': (_chorus_v1_AttemptRef__Output)[];
}
