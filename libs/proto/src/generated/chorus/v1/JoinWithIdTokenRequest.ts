// Original file: libs/proto/chorus/v1/trust_service.proto


export interface JoinWithIdTokenRequest {
  /**
   * A JWT that the issuer has signed for the client; good once.
   */
  'idToken'?: (string);
  /**
   * PKCS #10, as PEM.
   */
  'certificateRequest'?: (string);
}

export interface JoinWithIdTokenRequest__Output {
  /**
   * A JWT that the issuer has signed for the client; good once.
   */
  'idToken': (string);
  /**
   * PKCS #10, as PEM.
   */
  'certificateRequest': (string);
}
