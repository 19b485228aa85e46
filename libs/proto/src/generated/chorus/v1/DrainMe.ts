// Original file: libs/proto/chorus/v1/worker_service.proto


export interface DrainMe {
}

export interface DrainMe__Output {
}
