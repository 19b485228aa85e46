export {
  createLog,
  LOG_LEVELS,
  subjectOf,
  type Log,
  type LogContext,
  type LogLevel,
  type LogOptions,
} from './log.ts';
export { createRegistry, metricsText, serveMetrics, type MetricsServer } from './metrics.ts';
