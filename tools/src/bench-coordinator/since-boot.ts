/** Milliseconds by a clock that never goes back and that all processes and threads share. */
export function sinceBootMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
