// Original file: libs/proto/chorus/v1/trust_service.proto


export interface RenewResponse {
  /**
   * As PEM.
   */
  'certificate'?: (string);
}

export interface RenewResponse__Output {
  /**
   * As PEM.
   */
  'certificate': (string);
}
