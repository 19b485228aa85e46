export { cnnTopology, type CnnSizes } from './cnn.ts';
export type { Json, JsonObject, LayerTopology, Topology } from './topology.ts';
