// Original file: libs/proto/chorus/v1/worker_service.proto


export interface AttemptFailure {
  'message'?: (string);
  /**
   * Why, such as "trainer-crashed": a key of FAILURES in libs/scheduler/src/failures.ts that a worker finds.
   */
  'kind'?: (string);
}

export interface AttemptFailure__Output {
  'message': (string);
  /**
   * Why, such as "trainer-crashed": a key of FAILURES in libs/scheduler/src/failures.ts that a worker finds.
   */
  'kind': (string);
}
