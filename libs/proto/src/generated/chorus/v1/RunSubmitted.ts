// Original file: libs/proto/chorus/v1/run_service.proto


export interface RunSubmitted {
  /**
   * As it was submitted.
   */
  'config'?: (string);
  'memberSeeds'?: (number)[];
}

export interface RunSubmitted__Output {
  /**
   * As it was submitted.
   */
  'config': (string);
  'memberSeeds': (number)[];
}
