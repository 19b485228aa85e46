export { chorusHome } from './chorus-home.ts';
export { listGpus, type Gpu } from './gpus.ts';
