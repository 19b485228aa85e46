// Original file: libs/proto/chorus/v1/run_service.proto


export interface SubmitRunRequest {
  /**
   * Of the client: both sides must speak the same version.
   */
  'protocolVersion'?: (number);
  /**
   * The run's configuration as canonical JSON: configs/schema.json has all that can be set, and it is
   * complete here. libs/run-config reads and writes it.
   */
  'config'?: (string);
}

export interface SubmitRunRequest__Output {
  /**
   * Of the client: both sides must speak the same version.
   */
  'protocolVersion': (number);
  /**
   * The run's configuration as canonical JSON: configs/schema.json has all that can be set, and it is
   * complete here. libs/run-config reads and writes it.
   */
  'config': (string);
}
