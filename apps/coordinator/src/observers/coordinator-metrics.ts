import { trainedOn, type WorkerSummary } from '@chorus/proto';
import type { RunView } from '@chorus/run-view';
import { FAILURES } from '@chorus/scheduler';
import { createRegistry, EPOCH_SECONDS } from '@chorus/telemetry';
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { Observer } from './observer.ts';

/** What is looked at whenever somebody asks for the metrics. */
export interface Measured {
  readonly runs: readonly (Pick<RunView, 'status'> & { readonly view: RunView })[];
  workers(): readonly Pick<WorkerSummary, 'state' | 'slots' | 'attempts'>[];
}

const RUN_STATUSES = ['running', 'succeeded', 'failed', 'cancelled'] as const;
const MEMBER_STATES = [
  'pending',
  'assigned',
  'training',
  'predicting',
  'done',
  'failed',
  'cancelled',
] as const;
const WORKER_STATES = ['ready', 'away', 'draining', 'set-aside'] as const;

const OUTCOMES = ['done', ...Object.keys(FAILURES)];

/**
 * The coordinator's metrics for Prometheus. None has a label that grows with runs, members or workers:
 * what is to be known of one of those is in its events.
 */
export class CoordinatorMetrics {
  readonly registry = createRegistry();
  /** What counts events. Those that were replayed are not counted again. */
  readonly observer: Observer;

  constructor(measured: () => Measured) {
    const { registry } = this;
    addGauges(registry, measured);
    this.observer = countingObserver(registry);
  }
}

function addGauges(registry: Registry, measured: () => Measured): void {
  const gauge = <Label extends string>(
    name: string,
    help: string,
    label: string,
    labels: readonly Label[],
    measure: (value: Label) => number,
  ) =>
    new Gauge({
      name,
      help,
      labelNames: [label],
      registers: [registry],
      collect() {
        for (const value of labels) this.set({ [label]: value }, measure(value));
      },
    });
  // The view of a run that has ended may have to be read from disk.
  const membersUnderWay = () =>
    measured().runs.flatMap((run) => (run.status === 'running' ? run.view.members : []));
  gauge(
    'chorus_runs',
    'Runs that the coordinator knows.',
    'status',
    RUN_STATUSES,
    (status) => measured().runs.filter((run) => run.status === status).length,
  );
  gauge(
    'chorus_members',
    'Members of the runs that have not ended.',
    'state',
    MEMBER_STATES,
    (state) => membersUnderWay().filter(({ phase }) => phase === state).length,
  );
  gauge(
    'chorus_workers',
    'Workers that are not lost.',
    'state',
    WORKER_STATES,
    (state) =>
      measured()
        .workers()
        .filter((worker) => worker.state === state).length,
  );
  gauge(
    'chorus_slots',
    'Slots of the workers that are not lost.',
    'state',
    ['busy', 'free'] as const,
    (state) =>
      measured()
        .workers()
        .map(({ slots, attempts }) =>
          state === 'busy' ? attempts.length : slots - attempts.length,
        )
        .reduce((sum, count) => sum + count, 0),
  );
}

function countingObserver(registry: Registry): Observer {
  const counter = (name: string, help: string, labelNames: string[] = []) =>
    new Counter({ name, help, labelNames, registers: [registry] });
  const epochSeconds = new Histogram({
    name: 'chorus_epoch_duration_seconds',
    help: 'How long epochs took their trainers.',
    buckets: EPOCH_SECONDS,
    registers: [registry],
  });
  const images = counter('chorus_trained_images_total', 'Images that were trained on.');
  const begun = counter('chorus_attempts_started_total', 'Attempts that were given to workers.');
  const ended = counter('chorus_attempts_ended_total', 'Attempts that ended: done, or why not.', [
    'outcome',
  ]);
  const checkpoints = counter('chorus_checkpoints_total', 'Checkpoints that were kept.');
  const runs = counter('chorus_runs_ended_total', 'Runs that ended.', ['status']);
  const records = counter('chorus_journal_records_total', 'Records that were journalled.', [
    'type',
  ]);
  // From 0 on: Prometheus sees no increase in a series that begins with 1.
  for (const outcome of OUTCOMES) ended.inc({ outcome }, 0);
  for (const status of RUN_STATUSES) if (status !== 'running') runs.inc({ status }, 0);
  return {
    happened(event, view) {
      if (event.type === 'epoch') {
        epochSeconds.observe(event.seconds);
        images.inc(trainedOn(view.config.dataset));
      } else if (event.type === 'assigned') begun.inc();
      else if (event.type === 'checkpoint') checkpoints.inc();
      else if (event.type === 'done') ended.inc({ outcome: 'done' });
      else if (event.type === 'lost') ended.inc({ outcome: event.kind });
      else if (event.type === 'finished') runs.inc({ status: event.status });
    },
    recorded({ type }) {
      records.inc({ type });
    },
  };
}
