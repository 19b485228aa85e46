export type LogLevel = 'info' | 'warn' | 'error';

/** Writes one line for the person who looks after this worker. */
export function log(level: LogLevel, message: string): void {
  const time = new Date().toISOString().slice(11, 19);
  process.stderr.write(`${time} ${level.padEnd(5)} ${message}\n`);
}
