// Original file: libs/proto/chorus/v1/worker_service.proto


export interface AttemptFailure {
  'message'?: (string);
  /**
   * The kind of failure, such as "trainer-crashed": a key of FAILURES in libs/scheduler/src/failures.ts that a worker finds.
   */
  'kind'?: (string);
}

export interface AttemptFailure__Output {
  'message': (string);
  /**
   * The kind of failure, such as "trainer-crashed": a key of FAILURES in libs/scheduler/src/failures.ts that a worker finds.
   */
  'kind': (string);
}
