/** A time for a table: `2026-01-02 03:04:05 UTC`. @param timeMs Unix time in milliseconds */
export function formatTime(timeMs: number): string {
  return `${new Date(timeMs).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}
