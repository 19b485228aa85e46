// Original file: libs/proto/chorus/v1/trust_service.proto


export interface RenewRequest {
  /**
   * PKCS #10, as PEM.
   */
  'certificateRequest'?: (string);
}

export interface RenewRequest__Output {
  /**
   * PKCS #10, as PEM.
   */
  'certificateRequest': (string);
}
