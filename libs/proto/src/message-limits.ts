/**
 * How large messages may be. One that is too large for its receiver is refused however often it is sent, so
 * that whoever waits for it waits for ever. What can grow is therefore bounded where it is made:
 *
 * - files travel in chunks (`chunks.ts`), a run's report is a file;
 * - lists of runs and workers come in pages (`server/page-of.ts` of the coordinator);
 * - a worker cuts the text that it did not write itself, and leaves out histograms (`bounded-report.ts`);
 * - a run has at most 10,000 members (`run-document.ts` of libs/run-config): its last event has 230 KB then.
 */

/**
 * The largest message that the coordinator takes: a chunk of a file is half of it. Half of what clients take,
 * because events repeat what messages said: whatever was taken can be told to those who watch.
 */
export const MOST_BYTES_TO_COORDINATOR = 2 * 1024 * 1024;

/** The largest message that clients and workers take: gRPC's default. */
export const MOST_BYTES_FROM_COORDINATOR = 4 * 1024 * 1024;

/** The most characters of a message that another program made, such as an error of TensorFlow. */
const MOST_TEXT_CHARS = 16_000;

/** The text, or its beginning and a word about what was left out. */
export function clipText(text: string): string {
  if (text.length <= MOST_TEXT_CHARS) return text;
  return `${text.slice(0, MOST_TEXT_CHARS)} … (${text.length - MOST_TEXT_CHARS} more characters)`;
}
