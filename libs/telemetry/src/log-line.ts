/** The levels from the quietest line to the loudest. */
export const LOG_LEVELS = ['debug', 'info', 'warn', 'error'] as const;

export type LogLevel = (typeof LOG_LEVELS)[number];

/** What a line is about. Every line has those that it can have. */
export interface LogContext {
  readonly run?: string | undefined;
  readonly member?: number;
  readonly attempt?: number;
  readonly worker?: string;
}
