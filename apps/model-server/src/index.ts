export { DEFAULT_LIMITS, type Limits } from './inference/limits.ts';
export {
  type ModelServer,
  type ModelServerOptions,
  startModelServer,
} from './start-model-server.ts';
