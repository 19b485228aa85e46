// Original file: libs/proto/chorus/v1/trust_service.proto


export interface JoinResponse {
  /**
   * As PEM.
   */
  'certificate'?: (string);
  /**
   * "worker", "operator" or "viewer", as the token says.
   */
  'role'?: (string);
}

export interface JoinResponse__Output {
  /**
   * As PEM.
   */
  'certificate': (string);
  /**
   * "worker", "operator" or "viewer", as the token says.
   */
  'role': (string);
}
