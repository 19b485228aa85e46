/**
 * What must follow from the events and commands so far, kept apart from the scheduler's own state: a
 * second, simpler opinion on who trains what.
 */
import type { AttemptRef } from '../src/attempt.ts';
import type { Command, Report, SchedulerEvent } from '../src/events.ts';
import type { SchedulerState } from '../src/state.ts';
import { connectedPhase } from '../src/worker.ts';
import { describeRef } from './describe.ts';
import { seeEnd, seeStop } from './expected-end.ts';
import { expectMember, expectRun, type ExpectedMember, type ExpectedRun } from './expected-run.ts';
import { ExpectedTroubles } from './expected-troubles.ts';
import { predict, undisturbed } from './training.ts';
import { must, Violation } from './violation.ts';

type EventOf<Type extends SchedulerEvent['type']> = Extract<SchedulerEvent, { type: Type }>;
type CommandOf<Type extends Command['type']> = Extract<Command, { type: Type }>;

const BLAMELESS = new Set(['worker-lost', 'handed-back', 'cancelled', 'bad-config']);

/** Attempts, by `describeRef`, whose trainer did fail or whose worker did lie. */
export type Guilty = ReadonlySet<string>;

export class Expectation {
  readonly #guilty: Guilty;
  readonly #workers = new Map<string, Pick<EventOf<'worker-joined'>, 'slots' | 'deviceKind'>>();
  readonly #incarnations = new Map<string, number>();
  readonly #runs = new Map<string, ExpectedRun>();
  readonly #troubles = new ExpectedTroubles();
  /** Workers that are not lost, and those of them that may get members, now or when they are back. */
  #known: ReadonlySet<string> = new Set();
  #there: readonly string[] = [];
  #nowMs = 0;

  constructor(guilty: Guilty) {
    this.#guilty = guilty;
  }

  /** C2: whether the report must change nothing. */
  isStale({ worker, ref, sequence }: EventOf<'attempt-reported'>): boolean {
    const member = this.#runs.get(ref.runId)?.members[ref.member - 1];
    return (
      this.#incarnations.get(worker.workerId) !== worker.incarnation ||
      !isLive(member, ref, worker.workerId) ||
      member.reported + 1 !== sequence
    );
  }

  /**
   * @param workers as they are after the event
   * @throws Violation when the commands do not follow from the event
   */
  see(
    event: SchedulerEvent,
    commands: readonly Command[],
    workers: SchedulerState['workers'],
  ): void {
    const there = [...workers.values()].filter((worker) => connectedPhase(worker) === 'ready');
    this.#there = there.map(({ workerId }) => workerId);
    this.#nowMs = Math.max(this.#nowMs, event.atMs);
    const accepted = commands.some(({ type }) => type === 'accepted');
    const kept = event.type === 'worker-joined' ? this.#keptBy(event) : [];
    this.#seeEvent(event, accepted);
    this.#known = new Set(workers.keys());
    for (const command of commands) this.#seeCommand(command);
    for (const { ref, live } of kept) {
      must(live !== undefined, 'C7', () => `a worker is back with ${ref.runId}/${ref.member}`);
    }
  }

  /** C4: of the members that are done, in their order, as the scheduler accepted them. */
  predictionsOf(runId: string): string[] {
    return this.#run(runId).members.flatMap(({ predictions }) => predictions ?? []);
  }

  /** What a worker has that is back in time. */
  #keptBy({ worker, held }: EventOf<'worker-joined'>): ExpectedMember[] {
    if (this.#incarnations.get(worker.workerId) !== worker.incarnation) return [];
    return held.flatMap((ref) => {
      const member = this.#runs.get(ref.runId)?.members[ref.member - 1];
      return isLive(member, ref, worker.workerId) ? [member] : [];
    });
  }

  #seeEvent(event: SchedulerEvent, accepted: boolean): void {
    if (event.type === 'run-submitted' && accepted) {
      this.#runs.set(event.runId, expectRun(event));
    } else if (event.type === 'worker-joined' && accepted) {
      const { workerId, incarnation } = event.worker;
      const isSame = this.#incarnations.get(workerId) === incarnation;
      if (!isSame || !this.#known.has(workerId)) this.#troubles.startedAnew(workerId);
      this.#workers.set(workerId, event);
      this.#incarnations.set(workerId, incarnation);
    } else if (event.type === 'ensemble-validated' && accepted) {
      this.#run(event.runId).validated = event.validation.members.length;
    } else if (event.type === 'attempt-reported' && accepted) {
      must(!this.isStale(event), 'C2', () => `${describeRef(event.ref)} is stale but accepted`);
      this.#seeReport(event.ref, event.sequence, event.report);
    }
  }

  /** Whether all fails there that the run tries. */
  isAvoided(workerId: string, { runId }: AttemptRef): boolean {
    return this.#troubles.isAvoided(workerId, runId, this.#nowMs);
  }

  #seeReport(ref: AttemptRef, sequence: number, report: Report): void {
    const member = this.#member(ref);
    member.reported = sequence;
    if (report.type === 'checkpoint' && report.epoch > (member.checkpoint?.epoch ?? 0)) {
      member.checkpoint = { epoch: report.epoch, sha256: report.sha256 };
      this.#run(ref.runId).files.add(report.sha256);
    }
    if (report.type === 'result') member.predictions = report.predictionsSha256;
  }

  /** N1: the member that one continues. */
  #continuedBy({ runId, member }: Omit<AttemptRef, 'attempt'>): ExpectedMember | undefined {
    const { asked, members } = this.#run(runId);
    const continued = asked[member - 1]?.continues;
    return continued && members[continued.member - 1];
  }

  #seeCommand(command: Command): void {
    switch (command.type) {
      case 'assign':
        this.#seeAssignment(command);
        return;
      case 'result-accepted':
        this.#seeResult(command);
        return;
      case 'attempt-ended':
        this.#seeEndOfAttempt(command);
        return;
      case 'checkpoint-obsolete': {
        const known = this.#run(command.runId).files.delete(command.sha256);
        must(known, 'files', () => `${command.runId} has no checkpoint ${command.sha256}`);
        return;
      }
      case 'member-cancelled':
        this.#seeCancelled(command);
        return;
      case 'member-added':
        this.#seeBackup(command);
        return;
      case 'run-stopped':
        seeStop(this.#run(command.runId), command);
        return;
      case 'run-ended':
        seeEnd(this.#run(command.runId), command);
        this.#runs.delete(command.runId);
        return;
      default:
    }
  }

  #seeAssignment({ ref, workerId, resume, again }: CommandOf<'assign'>): void {
    const name = describeRef(ref);
    const member = this.#member(ref);
    if (again) this.#requireLive(member, ref, workerId);
    else this.#begin(member, ref, workerId);
    const continued = this.#continuedBy(ref)?.checkpoint;
    const newest = member.checkpoint ?? (continued && { ...continued, epoch: 0 });
    const right = resume?.epoch === newest?.epoch && resume?.sha256 === newest?.sha256;
    must(right, 'C7', () => `${name} does not resume at its newest checkpoint`);
    const there = !newest || this.#run(ref.runId).files.has(newest.sha256);
    must(there, 'files', () => `${name} resumes at a checkpoint that is obsolete`);
  }

  #begin(member: ExpectedMember, ref: AttemptRef, workerId: string): void {
    const name = describeRef(ref);
    const { slots } = this.#workers.get(workerId)!;
    must(!member.live, 'C1', () => `${name} begins though another attempt is live`);
    must(member.predictions === undefined, 'C4', () => `${name} begins though a result is there`);
    must(ref.attempt === member.attempts + 1, 'C1', () => `${name} follows ${member.attempts}`);
    must(this.#liveOn(workerId) < slots, 'S1', () => `${workerId} has no slot for ${name}`);
    this.#requireSuitable(member, workerId);
    must(member.notBeforeMs <= this.#nowMs, 'pause', () => `${name} begins during its pause`);
    const continued = this.#continuedBy(ref);
    const ready = !continued || continued.predictions !== undefined;
    must(ready, 'N1', () => `${name} begins before the member is done that it continues`);
    member.attempts = ref.attempt;
    member.reported = 0;
    member.live = { attempt: ref.attempt, workerId };
  }

  /** The workers to which a member may go (S3). */
  #requireSuitable({ ref, avoids }: ExpectedMember, workerId: string): void {
    const name = `${ref.runId}/${ref.member}`;
    const kindOf = (id: string) => this.#workers.get(id)!.deviceKind;
    const others = this.#there.filter((id) => id !== workerId && !avoids.has(kindOf(id)));
    if (avoids.has(kindOf(workerId))) {
      must(others.length === 0, 'S3', () => `${name} goes to a ${kindOf(workerId)} again`);
    }
    if (!this.#troubles.isAvoided(workerId, ref.runId, this.#nowMs)) return;
    const better = others.find((id) => this.#troubles.isGood(id, ref.runId));
    must(
      !better,
      'S3',
      () => `${name} goes to ${workerId}, where all fails, though ${better} is left`,
    );
  }

  #seeResult({ ref, workerId }: CommandOf<'result-accepted'>): void {
    const member = this.#member(ref);
    this.#requireLive(member, ref, workerId);
    member.live = undefined;
    this.#troubles.succeeded(workerId, ref);
    const { plan, asked } = this.#run(ref.runId);
    const right = member.predictions === predict(undisturbed(ref, asked, plan));
    must(right, 'C5', () => `${describeRef(ref)} predicts otherwise than if never interrupted`);
  }

  #seeEndOfAttempt({ ref, kind, reason, retryAfterMs }: CommandOf<'attempt-ended'>): void {
    const member = this.#member(ref);
    const workerId = member.live?.workerId ?? '';
    this.#requireLive(member, ref, workerId);
    member.live = undefined;
    member.givenUp = retryAfterMs === undefined && kind !== 'cancelled';
    member.notBeforeMs = this.#nowMs + (retryAfterMs ?? 0);
    if (kind === 'out-of-memory' || kind === 'diverged') {
      member.avoids.add(this.#workers.get(workerId)!.deviceKind);
    }
    const blameless = BLAMELESS.has(kind);
    const retried = kind === 'bad-config' && retryAfterMs !== undefined;
    must(!retried, 'bad-config', () => `${describeRef(ref)} is tried again`);
    const just = (blameless && kind !== 'bad-config') || this.#guilty.has(describeRef(ref));
    must(just, 'blame', () => `${describeRef(ref)} is blamed for ${kind}: ${reason}`);
    if (kind === 'bad-config') this.#run(ref.runId).isBad = true;
    if (!blameless) this.#troubles.failed(workerId, ref, this.#nowMs);
  }

  #seeCancelled({ runId, member }: CommandOf<'member-cancelled'>): void {
    const just = this.#continuedBy({ runId, member })?.givenUp === true;
    must(just, 'N3', () => `${runId}/${member} is cancelled though it has something to go on from`);
    this.#run(runId).members[member - 1]!.givenUp = true;
  }

  #seeBackup({ runId, member, backupOf = 0 }: CommandOf<'member-added'>): void {
    const { plan, asked, members } = this.#run(runId);
    const name = `${runId}/${member}`;
    must(plan.backups === true, 'BACKUP-1', () => `${name} is added to a run without backups`);
    must(
      members[backupOf - 1]?.live !== undefined,
      'BACKUP-1',
      () => `${name} is added for one that is not training`,
    );
    must(backupOf <= asked.length, 'BACKUP-2', () => `${name} is added for a backup`);
    const isLinked =
      asked[backupOf - 1]?.continues !== undefined ||
      asked.some(({ continues }) => continues?.member === backupOf);
    must(!isLinked, 'BACKUP-3', () => `${name} is added for one that continues or is continued`);
    must(member === members.length + 1, 'BACKUP-2', () => `${name} follows ${members.length}`);
    members.push(expectMember(runId, member));
  }

  #requireLive(member: ExpectedMember, ref: AttemptRef, workerId: string): void {
    const right = isLive(member, ref, workerId);
    must(right, 'C1', () => `${describeRef(ref)} is not live on ${workerId}`);
  }

  #liveOn(workerId: string): number {
    let live = 0;
    for (const { members } of this.#runs.values()) {
      for (const member of members) if (member.live?.workerId === workerId) live += 1;
    }
    return live;
  }

  #member(ref: AttemptRef): ExpectedMember {
    const member = this.#run(ref.runId).members[ref.member - 1];
    if (!member) throw new Violation('C2', `there is no member of ${describeRef(ref)}`);
    return member;
  }

  #run(runId: string): ExpectedRun {
    const run = this.#runs.get(runId);
    if (!run) throw new Violation('C2', `there is no run ${runId}`);
    return run;
  }
}

function isLive(
  member: ExpectedMember | undefined,
  ref: AttemptRef,
  workerId: string,
): member is ExpectedMember {
  return member?.live?.attempt === ref.attempt && member.live.workerId === workerId;
}
