// Original file: libs/proto/chorus/v1/worker_service.proto

import type { Device as _chorus_v1_Device, Device__Output as _chorus_v1_Device__Output } from '../../chorus/v1/Device.ts';

export interface Hello {
  /**
   * Both sides must speak the same version: see PROTOCOL_VERSION.
   */
  'protocolVersion'?: (number);
  'workerId'?: (string);
  'hostname'?: (string);
  /**
   * How many members it trains at once: one per GPU.
   */
  'slots'?: (number);
  'devices'?: (_chorus_v1_Device)[];
  'backend'?: (string);
  'versions'?: ({[key: string]: string});
}

export interface Hello__Output {
  /**
   * Both sides must speak the same version: see PROTOCOL_VERSION.
   */
  'protocolVersion': (number);
  'workerId': (string);
  'hostname': (string);
  /**
   * How many members it trains at once: one per GPU.
   */
  'slots': (number);
  'devices': (_chorus_v1_Device__Output)[];
  'backend': (string);
  'versions': ({[key: string]: string});
}
