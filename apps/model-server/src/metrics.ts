import { createRegistry } from '@chorus/telemetry';
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

/** How a request came. */
export type Protocol = 'http' | 'grpc';
/** How it ended. */
export type RequestOutcome = 'answered' | 'refused' | 'failed' | 'queue-full';

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];
const BATCH_SAMPLES = [1, 2, 4, 8, 16, 32, 64, 100];

/** What Prometheus is told of a model server. */
export class ServerMetrics {
  readonly registry: Registry = createRegistry();
  readonly #requests: Counter<'protocol' | 'outcome'>;
  readonly #seconds: Histogram<'protocol'>;
  readonly #batches: Histogram;

  /** @param waitingSamples how many wait, looked up when somebody asks */
  constructor(waitingSamples: () => number) {
    const registers = [this.registry];
    this.#requests = new Counter({
      ...{ name: 'chorus_inference_requests_total', help: 'Requests to predict.', registers },
      labelNames: ['protocol', 'outcome'],
    });
    this.#seconds = new Histogram({
      ...{ name: 'chorus_inference_seconds', help: 'Time to answer a request.', registers },
      ...{ labelNames: ['protocol'], buckets: SECONDS },
    });
    this.#batches = new Histogram({
      ...{ name: 'chorus_inference_batch_samples', help: 'Samples predicted at once.', registers },
      buckets: BATCH_SAMPLES,
    });
    new Gauge({
      ...{ name: 'chorus_inference_waiting_samples', help: 'Samples that wait.', registers },
      collect() {
        this.set(waitingSamples());
      },
    });
  }

  request(protocol: Protocol, outcome: RequestOutcome, seconds: number): void {
    this.#requests.inc({ protocol, outcome });
    this.#seconds.observe({ protocol }, seconds);
  }

  batch(samples: number): void {
    this.#batches.observe(samples);
  }
}
