// Original file: libs/proto/chorus/v1/worker_service.proto


export interface Predicting {
}

export interface Predicting__Output {
}
