import type { RunEvent } from '@chorus/proto';

/** All that the page of a run that has ended is made of: what report.html carries. */
export interface RunRecord {
  /** In order, from `submitted` to `finished`; without what nobody is shown. */
  readonly events: readonly RunEvent[];
  /** The sample images: `data:` addresses of PNG files, by index in the test set. */
  readonly samples: Readonly<Record<number, string>>;
}
