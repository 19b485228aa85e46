// Original file: libs/proto/chorus/v1/worker_service.proto


export interface Welcome {
  'heartbeatIntervalMs'?: (number);
}

export interface Welcome__Output {
  'heartbeatIntervalMs': (number);
}
