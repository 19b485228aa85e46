export { openModelFile, type ModelFile } from './open-model-file.ts';
export { decodeWeights, encodeWeights } from './weights-file.ts';
export { readWeights, type WeightsFor, type WeightValues } from './read-weights.ts';
