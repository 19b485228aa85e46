// Original file: libs/proto/chorus/v1/run_service.proto


export interface CancelRunResponse {
}

export interface CancelRunResponse__Output {
}
