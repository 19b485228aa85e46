// What a network is
export { WEIGHT_KINDS, type WeightKind } from './weight-kind.ts';
export { layersOf } from './topology-layers.ts';
export type { Json, JsonObject, LayerTopology, Topology } from './topology.ts';
// Networks by name
export { cnnTopology, type CnnSizes } from './cnn.ts';
export { mlpTopology } from './mlp.ts';
export { resnet20Topology } from './resnet20.ts';
export { LISTED_NETWORKS, listedNetwork } from './listed/listed-network.ts';
// Networks as configurations list them
export { NetworkMistake } from './network-mistake.ts';
export { layerKinds, layersOfKerasAlone, type ListedKind } from './layer-names.ts';
export { EMBED_CATEGORIES, type CategoryInput } from './embed-categories.ts';
export { LAYER_SCHEMA, layersDefinitions } from './layers-schema.ts';
export { readLayers, type LayerPlace, type LayersFor, type ListedNetwork } from './read-layers.ts';
// Networks as models in JSON
export { readModel, type ReadModel } from './read-model.ts';
// What a network must give
export { UNSUPPORTED_LAYERS } from './unsupported-layers.ts';
// Networks in other forms
export { withoutFinalSoftmax } from './final-softmax.ts';
export {
  type OwnInitializer,
  type OwnInitializerPlace,
  withStandardInitializers,
} from './own-initializers.ts';
export { checkOutputs, type OutputRemedies } from './check-outputs.ts';
export { withFreshHead, withFrozen, withSoftmax } from './change-model.ts';
export { misfitOf } from './check-topology.ts';
export { countParameters } from './parameters.ts';
