export {
  DEFECT_STATUS,
  describeDefect,
  isSystemError,
  type ProgramFacts,
} from './defect-report.ts';
export {
  createLog,
  LOG_LEVELS,
  subjectOf,
  type Log,
  type LogContext,
  type LogLevel,
  type LogOptions,
} from './log.ts';
export {
  createRegistry,
  ListenError,
  metricsText,
  serveMetrics,
  type MetricsServer,
} from './metrics.ts';
