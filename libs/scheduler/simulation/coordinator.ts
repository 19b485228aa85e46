/**
 * A minimal model of the coordinator around the scheduler: what the real one promises, no more.
 *
 * Commands are let out when their event is on disk, and a crash may lose what is not (LEDGER-1). The
 * connection that stands when a command is let out gets it, whichever caused it.
 */
import type { AttemptRef } from '../src/attempt.ts';
import { isContinued } from '../src/continuation.ts';
import type { Command, RunOutcome, SchedulerEvent, WorkerRef } from '../src/events.ts';
import {
  decodeState,
  encodeState,
  findLive,
  newState,
  RULES_VERSION,
  type SchedulerState,
} from '../src/state.ts';
import { planFor } from '../src/run.ts';
import { checkIdleness, checkState } from './check-state.ts';
import { describeCommand, describeEvent, describeRef } from './describe.ts';
import { Expectation } from './expectation.ts';
import type { Link } from './messages.ts';
import { Notices } from './notices.ts';
import type { Random } from './random.ts';
import { type EventBody, Sessions } from './sessions.ts';
import { weightsDigest, gainOf, lastEpoch, memberSeed, sumUp } from './training.ts';
import { must, Violation } from './violation.ts';
import type { Surroundings } from './surroundings.ts';

const LOST_AFTER_MS = 15_000;
const TICK_MS = 1_000;
/** A disk that syncs this slowly is no rarity, and gives crashes something to lose. */
const LONGEST_SYNC_MS = 40;

interface Taken {
  readonly event: SchedulerEvent;
  readonly commands: readonly Command[];
}

export class Coordinator {
  state: SchedulerState = newState();
  /** Every run that was ever submitted. The state forgets one before its end is on disk. */
  readonly submitted = new Set<string>();
  readonly ended = new Map<string, RunOutcome>();
  readonly random: Random;
  readonly #notices = new Notices();
  readonly #world: Surroundings;
  readonly #expectation: Expectation;
  readonly #sessions: Sessions;
  readonly #clockOffsetMs: number;
  #pending: Taken[] = [];
  #dead = false;

  /** Starts with what the disk holds. */
  constructor(world: Surroundings) {
    const { journal } = world.disk;
    this.#world = world;
    this.random = world.stream(`coordinator after ${journal.length}`);
    this.#expectation = new Expectation(world.guilty);
    this.#sessions = new Sessions(world, this, LOST_AFTER_MS);
    const snapshotAt = this.random.integer(0, journal.length);
    for (const [index, event] of journal.entries()) {
      if (index === snapshotAt) this.state = decodeState(encodeState(this.state));
      this.#remember(event, this.#step(event));
    }
    // As the real one's: it never goes back while the coordinator runs, nor behind its journal.
    this.#clockOffsetMs = Math.max(world.clockMs(), this.state.nowMs) - world.timeline.nowMs;
    world.outside.checkAfterRestart(this.state, this.ended, this.#notices);
    this.take({ type: 'coordinator-started', lostAfterMs: LOST_AFTER_MS, rules: RULES_VERSION });
    this.later(TICK_MS, () => this.#tick());
  }

  /** The time by the coordinator's own clock. */
  get nowMs(): number {
    return this.#world.timeline.nowMs + this.#clockOffsetMs;
  }

  /** Everything that happened is on disk. */
  get isSynced(): boolean {
    return this.#pending.length === 0;
  }

  /** Something has happened; the commands are let out later. */
  take(body: EventBody): readonly Command[] {
    const event = { atMs: this.nowMs, ...body } as SchedulerEvent;
    const commands = this.#step(event);
    this.#trace(event, commands);
    this.#pending.push({ event, commands });
    if (this.#pending.length === 1) {
      this.later(this.random.between(1, LONGEST_SYNC_MS), () => this.#flush());
    }
    if (this.#world.options.letsOutBeforeSync) this.#letOut({ event, commands });
    this.#world.afterTake();
    return commands;
  }

  /**
   * Ends without any warning.
   *
   * @param keptShare how much of what was not synced is on disk nevertheless, 0 to 1
   */
  kill(keptShare: number): void {
    this.#checkFold();
    const kept = Math.floor(keptShare * (this.#pending.length + 1));
    if (kept > 0) this.#world.count('killed-between-sync-and-answer');
    if (kept < this.#pending.length) this.#world.count('unsynced-tail-lost');
    this.#world.disk.journal.push(...this.#pending.slice(0, kept).map(({ event }) => event));
    this.#dead = true;
    for (const link of this.#world.links) {
      link.up.drop();
      link.down.cut(this.random.between(1, 500));
    }
    this.#world.links.clear();
  }

  accept(link: Link): void {
    this.#sessions.accept(link);
  }

  /** A checkpoint's file has arrived. @returns whether it is wanted, and now on disk */
  keepCheckpoint({ workerId }: WorkerRef, ref: AttemptRef, weights: number): boolean {
    if (!findLive(this.state, workerId, ref)) return false;
    this.#world.disk.checkpoints.set(`${ref.runId}/${weightsDigest(weights)}`, weights);
    return true;
  }

  /** The weights of the checkpoint that an attempt resumes from, unless the attempt is over. */
  fetchCheckpoint({ workerId }: WorkerRef, ref: AttemptRef, sha256: string): number | 'refused' {
    if (!findLive(this.state, workerId, ref)) return 'refused';
    const weights = this.#world.disk.checkpoints.get(`${ref.runId}/${sha256}`);
    must(weights !== undefined, 'C7', () => `the checkpoint of ${describeRef(ref)} is gone`);
    return weights;
  }

  /** Unless the coordinator has ended by then. */
  later(delayMs: number, action: () => void): void {
    this.#world.timeline.after(delayMs, () => {
      if (!this.#dead) action();
    });
  }

  /** C3: the journal, and what is about to be written, make the same state again. */
  #checkFold(): void {
    const state = newState();
    const { step } = this.#world.options.core;
    for (const event of this.#world.disk.journal) step(state, event);
    for (const { event } of this.#pending) step(state, event);
    const same = encodeState(state) === encodeState(this.state);
    must(same, 'C3', () => 'the fold of the journal is not the state');
  }

  #step(event: SchedulerEvent): Command[] {
    const stale = event.type === 'attempt-reported' && this.#expectation.isStale(event);
    const nowMs = Math.max(this.state.nowMs, event.atMs);
    const before = stale && encodeState({ ...this.state, nowMs });
    const commands = this.#stepOrFail(event);
    if (stale) {
      const unchanged = encodeState(this.state) === before;
      must(unchanged, 'C2', () => `a stale report has changed the state: ${describeEvent(event)}`);
      this.#world.count('stale-report');
    }
    if (event.type === 'run-submitted') this.submitted.add(event.runId);
    checkState(this.state);
    this.#expectation.see(event, commands, this.state.workers);
    return commands;
  }

  #stepOrFail(event: SchedulerEvent): Command[] {
    try {
      return this.#world.options.core.step(this.state, event);
    } catch (error) {
      throw new Violation('no throw', `${describeEvent(event)}: ${(error as Error).message}`);
    }
  }

  #flush(): void {
    const batch = this.#pending;
    this.#pending = [];
    this.#world.disk.journal.push(...batch.map(({ event }) => event));
    if (this.#world.options.letsOutBeforeSync) return;
    for (const taken of batch) this.#letOut(taken);
  }

  #letOut({ event, commands }: Taken): void {
    this.#world.outside.hear(event, commands);
    this.#remember(event, commands);
    this.#world.outside.watch(this.#notices);
    for (const command of commands) this.#carryOut(command);
  }

  #remember(event: SchedulerEvent, commands: readonly Command[]): void {
    this.#notices.add(event, commands);
    for (const command of commands) {
      if (command.type === 'run-ended') this.ended.set(command.runId, command.outcome);
    }
  }

  #carryOut(command: Command): void {
    switch (command.type) {
      case 'assign':
        this.#assign(command);
        return;
      case 'stop':
      case 'acknowledge':
      case 'drain':
        this.#sessions.send(command.workerId, command);
        return;
      case 'disconnect':
        this.#sessions.disconnect(command.worker, command.refused);
        return;
      case 'checkpoint-obsolete':
        this.#world.disk.checkpoints.delete(`${command.runId}/${command.sha256}`);
        return;
      case 'validate-ensemble':
        this.later(this.random.between(1, 1_000), () => this.#validate(command));
        return;
      case 'sum-up':
        this.later(this.random.between(10, 3_000), () => this.#sumUp(command.runId));
        return;
      case 'add-member': {
        const { runId, member, backupOf } = command;
        this.take({ type: 'member-added', runId, member, backupOf });
        return;
      }
      case 'member-added':
      case 'member-cancelled':
      case 'run-stopped':
        this.#world.count(command.type);
        return;
      case 'notice':
        this.#world.count(
          command.message.includes('this run') ? 'set-aside' : 'set-aside-for-every-run',
        );
        return;
      default:
    }
  }

  #assign({ workerId, ref, resume, again }: Command & { type: 'assign' }): void {
    if (resume) this.#world.count(resume.epoch === 0 ? 'went-on-from-another' : 'resumed');
    if (again) this.#world.count('assigned-again');
    if (this.#expectation.isAvoided(workerId, ref)) this.#world.count('assigned-though-set-aside');
    const { plan: whole, members } = this.#world.runs.get(ref.runId)!;
    const plan = planFor({ plan: whole }, members[ref.member - 1] ?? {});
    const epochs = lastEpoch(ref, plan); // its trainer finds out when to stop
    if (epochs < plan.epochs) this.#world.count('stopped-early');
    const run = this.state.runs.get(ref.runId);
    const sharing = run?.members.filter(({ checkpoint }) => checkpoint?.sha256 === resume?.sha256);
    if (resume && sharing && sharing.length > 1) this.#world.count('began-where-others-begin');
    this.#sessions.send(workerId, {
      type: 'assign',
      ref,
      resume,
      epochs,
      seed: memberSeed(ref),
      checkpointAtEnd: run !== undefined && isContinued(run, ref.member),
    });
  }

  #validate({ runId, members }: Command & { type: 'validate-ensemble' }): void {
    const expected = gainOf(members.length);
    const gain = { expected, low: 0, high: 1 };
    const worth = { accuracy: 0.5, accuracyLow: 0, accuracyHigh: 1 };
    const validation = { members, ...worth, ...(members.length > 1 && { gain }) };
    this.take({ type: 'ensemble-validated', runId, validation, remainingSeconds: 1 });
  }

  /** C4: summing again gives the same, whatever happened in between. */
  #sumUp(runId: string): void {
    if (this.state.runs.get(runId)?.state.phase !== 'summing') return;
    const result = sumUp(this.#expectation.predictionsOf(runId));
    const { reports } = this.#world.disk;
    const former = reports.get(runId);
    if (former !== undefined) this.#world.count('summed-again');
    const same = former === undefined || former === result.accuracy;
    must(same, 'C4', () => `${runId} has another sum than before`);
    reports.set(runId, result.accuracy);
    this.take({ type: 'run-summed', runId, outcome: { status: 'succeeded', result } });
  }

  #tick(): void {
    this.#sessions.takeSilent(this.nowMs);
    if (this.#world.options.core.isTimeDue(this.state, this.nowMs)) {
      this.take({ type: 'time-passed' });
    }
    checkIdleness(this.state);
    this.later(TICK_MS, () => this.#tick());
  }

  #trace(event: SchedulerEvent, commands: readonly Command[]): void {
    const { trace } = this.#world.options;
    if (!trace) return;
    trace(`${this.#world.timeline.nowMs.toFixed(0)} ms: ${describeEvent(event)}`);
    for (const command of commands) trace(`  ${describeCommand(command)}`);
  }
}
