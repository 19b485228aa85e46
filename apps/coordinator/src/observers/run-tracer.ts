/**
 * Runs as traces: run → member → attempt → epoch.
 *
 * TRACE-1: the ids are functions of run, member, attempt and epoch. A coordinator that was started
 *   again opens the spans anew that its predecessor left open, and ends them under the same ids.
 * TRACE-2: a span is exported when it ends, by the coordinator that was there.
 */
import type { RunEvent } from '@chorus/proto';
import { describeEnsemble, mostEpochs } from '@chorus/run-view';
import {
  ROOT_CONTEXT,
  SpanStatusCode,
  trace,
  type Attributes,
  type Span,
} from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import { TracerProvider, type IdGenerator, type SpanProcessor } from '@opentelemetry/sdk-trace';
import { hash } from 'node:crypto';
import type { Observer } from './observer.ts';

interface OpenMember {
  readonly span: Span;
  attempt?: Span | undefined;
}

interface OpenRun {
  readonly span: Span;
  readonly members: Map<number, OpenMember>;
}

type EventOf<Type extends RunEvent['type']> = Extract<RunEvent, { type: Type }>;

export class RunTracer implements Observer {
  readonly #ids = new GivenIds();
  readonly #provider: TracerProvider;
  readonly #runs = new Map<string, OpenRun>();

  constructor(resource: Resource, processor: SpanProcessor) {
    const spanProcessors = [processor];
    this.#provider = new TracerProvider({ resource, spanProcessors, idGenerator: this.#ids });
  }

  replayed(event: RunEvent): void {
    this.#apply(event, () => {});
  }

  happened(event: RunEvent): void {
    this.#apply(event, (span) => span.end(new Date(event.timeMs)));
  }

  /** Exports what has ended. Spans that are open are left to the next coordinator (TRACE-1). */
  async stop(): Promise<void> {
    await this.#provider.shutdown();
  }

  /** @param end TRACE-2 */
  #apply(event: RunEvent, end: (span: Span) => void): void {
    if (event.type === 'submitted') return this.#openRun(event);
    const run = this.#runs.get(event.runId);
    if (!run) return;
    if (event.type === 'added') return this.#openMember(run, event, event.member);
    if (event.type === 'finished') return this.#closeRun(run, event, end);
    if (event.type === 'notice' || event.type === 'validated' || event.type === 'stopped') {
      run.span.addEvent(eventOfRun(event), {}, new Date(event.timeMs));
      return;
    }
    const member = run.members.get(event.member);
    if (!member) return;
    if (event.type === 'assigned') return this.#openAttempt(member, event);
    if (member.attempt) this.#applyToAttempt(run, member, member.attempt, event, end);
  }

  #applyToAttempt(
    run: OpenRun,
    member: OpenMember,
    attempt: Span,
    event: EventOf<
      'training' | 'progress' | 'epoch' | 'checkpoint' | 'predicting' | 'done' | 'lost' | 'log'
    >,
    end: (span: Span) => void,
  ): void {
    const time = new Date(event.timeMs);
    switch (event.type) {
      case 'training':
        attempt.setAttributes({ 'chorus.backend': event.backend, 'chorus.device': event.device });
        return;
      case 'epoch':
        end(this.#openEpoch(attempt, event));
        return;
      case 'checkpoint':
        attempt.addEvent('checkpoint', { 'chorus.epoch': event.epoch }, time);
        return;
      case 'predicting':
        attempt.addEvent('predicting', {}, time);
        return;
      case 'done':
        if (event.testAccuracy !== undefined) {
          attempt.setAttribute('chorus.test_accuracy', event.testAccuracy);
        }
        if (event.validation) {
          attempt.setAttribute('chorus.validation_accuracy', event.validation.accuracy);
        }
        break;
      case 'lost':
        attempt.setAttribute('chorus.outcome', event.kind);
        if (event.kind !== 'cancelled') fail(attempt, event.reason);
        if (!event.retried && event.kind !== 'cancelled') fail(member.span, event.reason);
        break;
      default:
        return;
    }
    end(attempt);
    member.attempt = undefined;
    if (event.type === 'lost' && event.retried) return;
    end(member.span);
    run.members.delete(event.member);
  }

  #openRun(event: EventOf<'submitted'>): void {
    const { runId, config, members } = event;
    const span = this.#open(undefined, `run ${runId}`, event.timeMs, [runId], {
      'chorus.run': runId,
      'chorus.dataset': config.dataset.name,
      'chorus.members': config.members.count,
      'chorus.epochs': mostEpochs(config),
    });
    const run = { span, members: new Map() };
    this.#runs.set(runId, run);
    for (const index of members.keys()) this.#openMember(run, event, index + 1);
  }

  #openMember(run: OpenRun, { runId, timeMs }: RunEvent, member: number): void {
    const attributes = { 'chorus.run': runId, 'chorus.member': member };
    const span = this.#open(run.span, `member ${member}`, timeMs, [runId, member], attributes);
    run.members.set(member, { span });
  }

  #openAttempt(open: OpenMember, event: EventOf<'assigned'>): void {
    const { runId, member, attempt, worker, resumedEpoch, timeMs } = event;
    open.attempt = this.#open(open.span, `attempt ${attempt}`, timeMs, [runId, member, attempt], {
      'chorus.run': runId,
      'chorus.member': member,
      'chorus.attempt': attempt,
      'chorus.worker': worker,
      'chorus.resumed_epoch': resumedEpoch,
    });
  }

  /** Its end is when the coordinator learned of it, its length what the trainer measured. */
  #openEpoch(parent: Span, event: EventOf<'epoch'>): Span {
    const { runId, member, attempt, epoch, loss, accuracy, seconds, timeMs } = event;
    const path = [runId, member, attempt, epoch];
    return this.#open(parent, `epoch ${epoch}`, timeMs - seconds * 1000, path, {
      'chorus.run': runId,
      'chorus.member': member,
      'chorus.attempt': attempt,
      'chorus.epoch': epoch,
      'chorus.loss': loss,
      'chorus.accuracy': accuracy,
    });
  }

  #closeRun(run: OpenRun, event: EventOf<'finished'>, end: (span: Span) => void): void {
    for (const { span, attempt } of run.members.values()) {
      if (attempt) end(attempt);
      end(span);
    }
    run.span.setAttribute('chorus.status', event.status);
    if (event.status === 'failed') fail(run.span, event.reason);
    end(run.span);
    this.#runs.delete(event.runId);
  }

  /** @param path the first is the run's: TRACE-1 */
  #open(
    parent: Span | undefined,
    name: string,
    startMs: number,
    path: readonly (string | number)[],
    attributes: Attributes,
  ): Span {
    this.#ids.give(path);
    const context = parent ? trace.setSpan(ROOT_CONTEXT, parent) : ROOT_CONTEXT;
    // A number before the start of this process would count as one since that start.
    const startTime = new Date(startMs);
    return this.#provider.getTracer('chorus').startSpan(name, { startTime, attributes }, context);
  }
}

function fail(span: Span, message: string): void {
  span.setStatus({ code: SpanStatusCode.ERROR, message });
}

/** TRACE-1 */
class GivenIds implements IdGenerator {
  #traceId = '';
  #spanId = '';

  give(path: readonly (string | number)[]): void {
    this.#traceId = digestOf(`trace ${path[0]}`).slice(0, 32);
    this.#spanId = digestOf(`span ${path.join('/')}`).slice(0, 16);
  }

  generateTraceId(): string {
    return this.#traceId;
  }

  generateSpanId(): string {
    return this.#spanId;
  }
}

function digestOf(text: string): string {
  return hash('sha256', text);
}

/** @returns the name of the span's event */
function eventOfRun(event: EventOf<'notice' | 'validated' | 'stopped'>): string {
  if (event.type === 'notice') return event.message;
  return event.type === 'validated' ? describeEnsemble(event) : 'ends early';
}
