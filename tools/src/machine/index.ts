export { readCapacity, type Capacity } from './capacity.ts';
export { chorusHome } from './chorus-home.ts';
export { gpusToTrainOn, listGpus, type Gpu } from './gpus.ts';
export { drawableSize, lineColumns, type TerminalStream } from './terminal.ts';
export { asksForGpu } from './visible-devices.ts';
