export {
  DEFECT_STATUS,
  describeDefect,
  isSystemError,
  withoutTokens,
  type ProgramFacts,
} from './defect-report.ts';
export { harmlessLine } from './harmless-line.ts';
export { LOG_LEVELS, type LogContext, type LogLevel } from './log-line.ts';
export { createLog, subjectOf, type Log, type LogOptions } from './log.ts';
export {
  createRegistry,
  EPOCH_SECONDS,
  ListenError,
  metricsText,
  serveMetrics,
  type MetricsServer,
} from './metrics.ts';
