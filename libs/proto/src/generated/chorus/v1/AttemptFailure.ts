// Original file: libs/proto/chorus/v1/worker_service.proto


export interface AttemptFailure {
  'message'?: (string);
  /**
   * "trainer-crashed", "trainer-hung", "out-of-memory", "diverged" or "bad-data".
   */
  'kind'?: (string);
}

export interface AttemptFailure__Output {
  'message': (string);
  /**
   * "trainer-crashed", "trainer-hung", "out-of-memory", "diverged" or "bad-data".
   */
  'kind': (string);
}
