// Original file: libs/proto/chorus/v1/worker_service.proto


export interface AttemptFailure {
  'message'?: (string);
  /**
   * "trainer-crashed", "trainer-hung", "out-of-memory", "diverged", "bad-data" or
   * "bad-config": no worker can train such a run.
   */
  'kind'?: (string);
}

export interface AttemptFailure__Output {
  'message': (string);
  /**
   * "trainer-crashed", "trainer-hung", "out-of-memory", "diverged", "bad-data" or
   * "bad-config": no worker can train such a run.
   */
  'kind': (string);
}
