export { resolveOptions, type ResolvedWorkerOptions, type WorkerOptions } from './options.ts';
export { superviseWorker, type WorkerOutcome } from './supervisor.ts';
