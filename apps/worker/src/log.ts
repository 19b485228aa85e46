/** Writes one line for the person who looks after this worker. */
export function log(level: 'info' | 'warn' | 'error', message: string): void {
  const time = new Date().toISOString().slice(11, 19);
  process.stderr.write(`${time} ${level.padEnd(5)} ${message}\n`);
}
