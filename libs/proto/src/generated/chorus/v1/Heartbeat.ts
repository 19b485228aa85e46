// Original file: libs/proto/chorus/v1/worker_service.proto


/**
 * From the worker's parent process, so that a trainer that blocks its own thread is not missed.
 */
export interface Heartbeat {
}

/**
 * From the worker's parent process, so that a trainer that blocks its own thread is not missed.
 */
export interface Heartbeat__Output {
}
