// Original file: libs/proto/chorus/v1/run_service.proto


export interface ListWorkersRequest {
}

export interface ListWorkersRequest__Output {
}
