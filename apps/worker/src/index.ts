export { resolveOptions, type ResolvedWorkerOptions, type WorkerOptions } from './options.ts';
export {
  superviseWorker,
  type EndRequests,
  type SupervisorLimits,
  type WorkerOutcome,
} from './supervisor.ts';
