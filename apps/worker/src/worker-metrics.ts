import { REPORTED_FAILURES } from '@chorus/scheduler/failures';
import { createRegistry, EPOCH_SECONDS } from '@chorus/telemetry';
import { Counter, Gauge, Histogram } from 'prom-client';
import type { ReportBody } from './report-buffer.ts';

/** How a worker stands, looked at whenever somebody asks for its metrics. */
export interface WorkerStatus {
  /** Whether a coordinator has welcomed it on the connection that it has. */
  readonly connected: boolean;
  readonly slots: number;
  /** Trainer processes. */
  readonly trainers: number;
  /** Attempts whose last report the coordinator is not known to have. */
  readonly attempts: number;
  /** The number of all attempts' reports that were not acknowledged. */
  readonly unacknowledgedReports: number;
}

/** A worker's metrics for Prometheus; their names begin with `chorus_worker_`. */
export class WorkerMetrics {
  readonly registry = createRegistry();
  readonly #epochSeconds = new Histogram({
    name: 'chorus_worker_epoch_duration_seconds',
    help: 'How long epochs took the trainers.',
    buckets: EPOCH_SECONDS,
    registers: [this.registry],
  });
  readonly #images = new Counter({
    name: 'chorus_worker_trained_images_total',
    help: 'Images that were trained on.',
    registers: [this.registry],
  });
  readonly #ended = new Counter({
    name: 'chorus_worker_attempts_ended_total',
    help: 'Attempts that ended: done, or why not.',
    labelNames: ['outcome'],
    registers: [this.registry],
  });

  constructor(status: () => WorkerStatus) {
    // From 0 on: Prometheus sees no increase in a series that begins with 1.
    for (const outcome of ['done', 'handed-back', ...REPORTED_FAILURES]) {
      this.#ended.inc({ outcome }, 0);
    }
    const gauge = (name: string, help: string, measure: (status: WorkerStatus) => number) =>
      new Gauge({
        name,
        help,
        registers: [this.registry],
        collect() {
          this.set(measure(status()));
        },
      });
    gauge('chorus_worker_connected', '1 when a coordinator has welcomed it, else 0.', (now) =>
      Number(now.connected),
    );
    gauge('chorus_worker_slots', 'Members that it trains at once.', ({ slots }) => slots);
    gauge('chorus_worker_trainers', 'Trainer processes.', ({ trainers }) => trainers);
    gauge('chorus_worker_attempts', 'Attempts that it holds.', ({ attempts }) => attempts);
    gauge(
      'chorus_worker_unacknowledged_reports',
      'Reports that the coordinator is not known to have.',
      ({ unacknowledgedReports }) => unacknowledgedReports,
    );
  }

  /** An attempt of this worker has reported this. */
  count({ epoch, result, failure, handedBack }: ReportBody): void {
    if (epoch) {
      const { seconds = 0, samplesPerSecond = 0 } = epoch;
      this.#epochSeconds.observe(Number(seconds));
      this.#images.inc(Math.round(Number(seconds) * Number(samplesPerSecond)));
    }
    if (result) this.#ended.inc({ outcome: 'done' });
    if (failure) this.#ended.inc({ outcome: failure.kind! });
    if (handedBack) this.#ended.inc({ outcome: 'handed-back' });
  }
}
