import type { RunEvent } from '@chorus/proto';
import type { DatasetFacts } from './dataset-facts.ts';
import type { Report } from './report.ts';

/** All that the page of a run that has ended is made of: what report.html carries. */
export interface RunRecord {
  /** The run's events in order, from `submitted` to `finished`; without what nobody is shown. */
  readonly events: readonly RunEvent[];
  /** The run's report; null unless it has succeeded. */
  readonly report: Report | null;
  /** The sample images: `data:` addresses of PNG files, by index in the test set. */
  readonly samples: Readonly<Record<number, string>>;
  /** What the run was trained on, with at most {@link FINDINGS_SHOWN} findings; null in a run of an older version. */
  readonly dataset?: DatasetFacts | null;
  /** Findings beyond those. */
  readonly moreFindings?: number;
}
