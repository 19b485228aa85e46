// Original file: libs/proto/chorus/v1/run_service.proto


export interface SubmitRunRequest {
  /**
   * The client's version of the protocol, which must be the coordinator's: see PROTOCOL_VERSION.
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
   * The client's version of the protocol, which must be the coordinator's: see PROTOCOL_VERSION.
   */
  'protocolVersion': (number);
  /**
   * The run's configuration as canonical JSON: configs/schema.json has all that can be set, and it is
   * complete here. libs/run-config reads and writes it.
   */
  'config': (string);
}
