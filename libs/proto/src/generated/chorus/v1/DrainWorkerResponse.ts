// Original file: libs/proto/chorus/v1/run_service.proto


export interface DrainWorkerResponse {
}

export interface DrainWorkerResponse__Output {
}
