export { chorusHome } from './chorus-home.ts';
export { listGpus, type Gpu } from './gpus.ts';
export { drawableSize, lineColumns, type TerminalStream } from './terminal.ts';
