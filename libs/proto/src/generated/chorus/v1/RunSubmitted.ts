// Original file: libs/proto/chorus/v1/run_service.proto


export interface RunSubmitted {
  /**
   * The run's configuration as it was submitted.
   */
  'config'?: (string);
  'memberSeeds'?: (number)[];
}

export interface RunSubmitted__Output {
  /**
   * The run's configuration as it was submitted.
   */
  'config': (string);
  'memberSeeds': (number)[];
}
