import { MOST_BYTES_TO_COORDINATOR, v1 } from '@chorus/proto';
import { expect, test } from 'vitest';
import { boundedReport } from './bounded-report.ts';
import type { ReportBody } from './report-buffer.ts';

/** The size of a report as the coordinator gets it. */
function bytesOf(body: ReportBody): number {
  const attempt = { runId: '20260102-030405-abcd', member: 10_000, attempt: 1 };
  const { requestSerialize } = v1.WorkerService.service.Connect;
  return requestSerialize({ report: { attempt, sequence: 1, ...body } }).byteLength;
}

test('an error as long as a book is cut, and says so', () => {
  const kind = 'trainer-crashed';
  const { failure } = boundedReport({ failure: { kind, message: 'x'.repeat(5_000_000) } });
  expect(failure).toEqual({
    kind,
    message: expect.stringMatching(/^x{16000} … \(4984000 more characters\)$/),
  });
});

test('the histograms of hundreds of layers are no larger than a message may be', () => {
  // As many buckets as TensorFlow has.
  const buckets = Array.from({ length: 1_549 }, (_, index) => index);
  const histogram = { name: 'dense1/kernel', bucketLimits: buckets, bucketCounts: buckets };
  const figures = { epoch: 1, loss: 1, accuracy: 0.5, seconds: 1, samplesPerSecond: 1 };
  const layers = (count: number): ReportBody => ({
    epoch: { ...figures, histograms: Array(count).fill(histogram) },
  });
  expect(bytesOf(layers(400))).toBeGreaterThan(MOST_BYTES_TO_COORDINATOR);
  expect(bytesOf(boundedReport(layers(400)))).toBeLessThan(MOST_BYTES_TO_COORDINATOR);
  expect(boundedReport(layers(14))).toEqual(layers(14));
});

test('what is small is reported as it is', () => {
  const bodies: ReportBody[] = [
    { started: { backend: 'tensorflow', device: 'NVIDIA H200' } },
    { failure: { kind: 'diverged', message: 'the loss is no longer a finite number' } },
    { checkpoint: { epoch: 3, sha256: 'ab'.repeat(32) } },
    { handedBack: {} },
  ];
  for (const body of bodies) expect(boundedReport(body)).toEqual(body);
});
