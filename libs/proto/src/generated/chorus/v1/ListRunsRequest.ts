// Original file: libs/proto/chorus/v1/run_service.proto


export interface ListRunsRequest {
}

export interface ListRunsRequest__Output {
}
