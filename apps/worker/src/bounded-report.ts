import { clipText } from '@chorus/proto';
import type { ReportBody } from './report-buffer.ts';

/** The most bytes of an epoch's histograms: half of what a message to the coordinator may have. */
const MOST_HISTOGRAM_BYTES = 1024 * 1024;

/** A report that is no larger than a message may be: see message-limits.ts in libs/proto. */
export function boundedReport(body: ReportBody): ReportBody {
  const { started, epoch, failure } = body;
  if (failure) return { failure: { ...failure, message: clipText(failure.message ?? '') } };
  if (epoch) return { epoch: { ...epoch, histograms: firstThatFit(epoch.histograms ?? []) } };
  if (!started) return body;
  const { backend = '', device = '' } = started;
  return { started: { backend: clipText(backend), device: clipText(device) } };
}

/** What the size of a histogram depends on. */
interface Sized {
  readonly name?: string;
  readonly bucketLimits?: readonly unknown[];
}

/** They are only looked at: of a network of hundreds of layers those of the first ones are kept. */
function firstThatFit<Histogram extends Sized>(histograms: readonly Histogram[]): Histogram[] {
  let bytes = 0;
  return histograms.filter(({ name = '', bucketLimits = [] }) => {
    // A limit and a count of eight bytes each per bucket, five more numbers, and the name.
    bytes += 16 * bucketLimits.length + 64 + 3 * name.length;
    return bytes <= MOST_HISTOGRAM_BYTES;
  });
}
