/**
 * The shell around the scheduler: gives it events, carries out its commands.
 *
 * C1 and C2 are the scheduler's; this file must ask it before it believes a worker.
 * D1: what happened is in the run's log (C3) before a worker or a watcher hears of it.
 * D2: a worker that sends nonsense harms its own attempt, never the coordinator.
 */
import { ChorusError, required, type AttemptReport } from '@chorus/proto';
import {
  isLive,
  newScheduler,
  step,
  type AttemptRef,
  type Command,
  type SchedulerEvent,
} from '../core/scheduler.ts';
import type { Run } from '../run/run.ts';
import type { WorkerSession } from './worker-session.ts';

type ReportBody = Omit<AttemptReport, 'attempt'>;

export class Dispatcher {
  readonly #scheduler = newScheduler();
  readonly #sessions = new Map<string, WorkerSession>();
  readonly #runs = new Map<string, Run>();
  #closed = false;

  /** Runs in the order of their submission. */
  get runs(): Iterable<Run> {
    return this.#runs.values();
  }

  get sessions(): Iterable<WorkerSession> {
    return this.#sessions.values();
  }

  /** The run, or for an empty id the newest one. @throws ChorusError `not-found` */
  run(runId: string): Run {
    const run = runId === '' ? [...this.#runs.values()].at(-1) : this.#runs.get(runId);
    if (run) return run;
    const what = runId === '' ? 'no run was submitted yet' : `there is no run ${runId}`;
    throw new ChorusError('not-found', `${what}: 'chorus runs' lists those there are`);
  }

  submit(run: Run): void {
    this.#runs.set(run.runId, run);
    this.#apply({ type: 'run-submitted', runId: run.runId, members: run.config.members });
  }

  join(session: WorkerSession): void {
    const { workerId } = session;
    const former = this.#sessions.get(workerId);
    this.#sessions.set(workerId, session);
    former?.disconnect(new ChorusError('refused', `another worker joined as ${workerId}`));
    const { slots } = session.hello;
    this.#apply({ type: 'worker-joined', workerId, slots, nowMs: performance.now() });
  }

  leave(session: WorkerSession): void {
    const { workerId } = session;
    if (this.#sessions.get(workerId) !== session) return;
    this.#sessions.delete(workerId);
    const reason = `its worker ${workerId} left or lost its connection`;
    this.#apply({ type: 'worker-left', workerId, reason });
  }

  heard(session: WorkerSession): void {
    const { workerId } = session;
    this.#apply({ type: 'worker-heard', workerId, nowMs: performance.now() });
  }

  /** To be called every second or so: workers that have fallen silent are found by it. */
  tick(): void {
    this.#apply({ type: 'tick', nowMs: performance.now() });
  }

  /** The attempts that each worker holds now. */
  attemptsOf(session: WorkerSession): AttemptRef[] {
    return [...this.#runs.values()].flatMap((run) =>
      run.liveAttempts().filter((ref) => isLive(this.#scheduler, session.workerId, ref)),
    );
  }

  /** C2. @throws ChorusError `refused` when this is not the live attempt of its member */
  requireLive(ref: AttemptRef): Run {
    const run = this.run(ref.runId);
    const { worker } = run.member(ref.member);
    if (!isLive(this.#scheduler, worker, ref)) {
      const { runId, member, attempt } = ref;
      throw new ChorusError(
        'refused',
        `attempt ${attempt} of member ${member} of run ${runId} is over: its files are not taken`,
      );
    }
    return run;
  }

  report(session: WorkerSession, report: AttemptReport): void {
    const { workerId } = session;
    const ref = required(report.attempt, 'report.attempt');
    if (!isLive(this.#scheduler, workerId, ref)) {
      session.stop(ref, 'this attempt is over');
      return;
    }
    const run = this.run(ref.runId);
    try {
      this.#applyReport(session, run, ref, report);
    } catch (error) {
      const reason = ChorusError.from(error).message;
      session.stop(ref, reason);
      this.#apply({ type: 'attempt-failed', workerId, ref, reason });
    }
  }

  #applyReport(session: WorkerSession, run: Run, ref: AttemptRef, report: ReportBody): void {
    const { workerId } = session;
    const { started, progress, epoch, predicting, log, result, failure } = report;
    if (started) {
      this.#apply({ type: 'training-started', workerId, ref }, () =>
        run.trainingStarted(ref, started),
      );
    } else if (progress) {
      run.showProgress(ref, progress);
    } else if (epoch) {
      this.#apply({ type: 'epoch-finished', workerId, ref, epoch: epoch.epoch }, () =>
        run.epochFinished(ref, epoch),
      );
    } else if (predicting) {
      this.#apply({ type: 'predicting-started', workerId, ref }, () => run.predictingStarted(ref));
    } else if (log) {
      run.logged(ref, log);
    } else if (result) {
      const stored = run.storeResult(ref, result);
      this.#apply({ type: 'attempt-succeeded', workerId, ref }, () => {
        run.memberDone(ref, stored);
        session.send({ accepted: ref });
      });
    } else if (failure) {
      this.#apply({ type: 'attempt-failed', workerId, ref, reason: failure.message });
    }
  }

  /** From now on nothing happens any more: connections that end are not lost workers. */
  close(): void {
    this.#closed = true;
  }

  /** The scheduler may refuse the event (it throws): then nothing is recorded and nothing done. */
  #apply(event: SchedulerEvent, record?: () => void): void {
    if (this.#closed) return;
    const commands = step(this.#scheduler, event);
    record?.();
    for (const command of commands) this.#carryOut(command);
  }

  #carryOut(command: Command): void {
    switch (command.type) {
      case 'assign': {
        const { workerId, ref } = command;
        const session = this.#sessions.get(workerId)!;
        const run = this.run(ref.runId);
        run.assigned(ref, session.hello);
        const { config } = run;
        session.send({
          assignment: { attempt: ref, config, memberSeed: run.member(ref.member).seed },
        });
        return;
      }
      case 'stop':
        this.#sessions.get(command.workerId)?.stop(command.ref, command.reason);
        return;
      case 'attempt-lost':
        this.run(command.ref.runId).attemptLost(command.ref, command.reason, command.retried);
        return;
      case 'disconnect': {
        const session = this.#sessions.get(command.workerId);
        this.#sessions.delete(command.workerId);
        session?.disconnect(new ChorusError('unavailable', command.reason));
        return;
      }
      case 'all-members-done':
        this.run(command.runId).succeed();
        return;
      case 'run-failed':
        this.run(command.runId).fail(command.reason);
        return;
    }
  }
}
