import type { MemberPlan, RunPlan } from '../src/run.ts';
import { Coordinator } from './coordinator.ts';
import { Machine, planMachine } from './machine.ts';
import type { CoordinatorMessage, Link } from './messages.ts';
import { Outside } from './outside.ts';
import { Random } from './random.ts';
import type { Disk, Submission, Surroundings, WorldOptions } from './surroundings.ts';
import { Timeline } from './timeline.ts';

/** An ordinary day. */
const FIRST_CLOCK_MS = 1_750_000_000_000;
const SUPERVISOR_ROUND_MS = 20_000;

/** No fault is planned for later. */
export const FAULTS_END_MS = 90_000;

/** Machines, a network, a coordinator that can be killed, and people who want runs. */
export class World implements Surroundings {
  readonly options: WorldOptions;
  readonly timeline = new Timeline();
  readonly disk: Disk = { journal: [], checkpoints: new Map(), reports: new Map() };
  readonly outside = new Outside();
  readonly machines: Machine[];
  readonly runs = new Map<string, Submission>();
  /** Runs whose trainers crash wherever they are tried. */
  readonly badRuns = new Set<string>();
  /** Connections of which at least one end knows. */
  readonly links = new Set<Link>();
  /** Attempts that failed by themselves, by their name. */
  readonly guilty = new Set<string>();
  readonly losesNextAcknowledgement = new Set<string>();
  /** What happened, and how often. */
  readonly counts = new Map<string, number>();
  coordinator: Coordinator | undefined;
  /** How far the coordinator's machine's clock is wrong. */
  clockOffsetMs = 0;
  readonly #seed: number;
  #kill: { readonly keptShare: number; readonly downMs: number } | undefined;

  constructor(seed: number, options: WorldOptions) {
    this.#seed = seed;
    this.options = options;
    this.coordinator = new Coordinator(this);
    const random = this.stream('world');
    this.machines = Array.from({ length: random.integer(1, 4) }, (_, index) => {
      return new Machine(this, `w${index + 1}`, planMachine(random));
    });
    for (const machine of this.machines) {
      this.timeline.at(random.between(0, 5_000), () => machine.startUnlessAlive());
    }
    for (let number = random.integer(1, 4); number > 0; number--) this.#planRun(number, random);
    this.timeline.at(FAULTS_END_MS, () => this.#supervise());
  }

  /** A source of chance of its own for each thing, so that one fault less changes little else. */
  stream(name: string): Random {
    let hash = 0x811c9dc5;
    for (let index = 0; index < name.length; index++) {
      hash = Math.imul(hash ^ name.charCodeAt(index), 0x01000193);
    }
    return new Random(this.#seed, hash);
  }

  count(what: string): void {
    this.counts.set(what, (this.counts.get(what) ?? 0) + 1);
  }

  /** What the coordinator's machine takes for the time. */
  clockMs(): number {
    return FIRST_CLOCK_MS + this.timeline.nowMs + this.clockOffsetMs;
  }

  /** Every run has ended, and nobody works in vain. */
  get isQuiet(): boolean {
    return (
      this.coordinator?.isSynced === true &&
      this.outside.ended.size === this.runs.size &&
      this.machines.every(({ processes }) =>
        processes.every(({ alive, held }) => !alive || held.size === 0),
      )
    );
  }

  /** The coordinator ends right after the next event, and is started again some time later. */
  killAtNextEvent(keptShare: number, downMs: number): void {
    this.#kill = { keptShare, downMs };
  }

  afterTake(): void {
    const kill = this.#kill;
    if (!kill) return;
    this.#kill = undefined;
    this.timeline.after(0, () => {
      if (!this.coordinator) return;
      this.options.trace?.(`${this.timeline.nowMs.toFixed(0)} ms: the coordinator is killed`);
      this.coordinator.kill(kill.keptShare);
      this.coordinator = undefined;
      this.count('coordinator-restarted');
      this.timeline.after(kill.downMs, () => (this.coordinator = new Coordinator(this)));
    });
  }

  afterSend(workerId: string, link: Link, { type }: CoordinatorMessage): void {
    if (type !== 'acknowledge' || !this.losesNextAcknowledgement.delete(workerId)) return;
    link.cut(1, 1);
    this.count('acknowledgement-did-get-lost');
  }

  /** Somebody who has had no answer submits again. @returns whether the run is still there */
  submitAgain(): boolean {
    const [runId] = this.coordinator?.state.runs.keys() ?? [];
    if (runId === undefined) return false;
    this.coordinator?.take({ type: 'run-submitted', runId, ...this.runs.get(runId)! });
    return true;
  }

  /** Another machine of the same kind takes a lost one's place, sooner or later. */
  replace(lost: Machine, afterMs: number): void {
    this.timeline.after(afterMs, () => {
      const index = this.machines.indexOf(lost);
      this.machines[index] = new Machine(this, `${lost.workerId}b`, lost);
      this.machines[index].start();
    });
  }

  #planRun(number: number, random: Random): void {
    const count = random.integer(1, 5);
    const runId = `r${number}`;
    const members = planMembers(count, this.stream(`members of ${runId}`));
    const isLinked = members.some(({ continues }) => continues !== undefined);
    const stopsEarly = !isLinked && this.stream(`patience of ${runId}`).chance(0.4);
    const plan: RunPlan = {
      members: count,
      minMembers: random.integer(1, count),
      epochs: random.integer(1, 5),
      maxFailures: random.integer(1, 3),
      backups: random.chance(0.3),
      ...(stopsEarly && { stopsEarly }),
      ...planValidation(this.stream(`validation of ${runId}`)),
    };
    this.runs.set(runId, planGroups({ plan, members }, this.stream(`groups of ${runId}`)));
    if (this.stream(`quality of ${runId}`).chance(0.15)) this.badRuns.add(runId);
    this.timeline.at(random.between(0, 50_000), () => this.#submit(runId));
  }

  /** Until it is told that the run was accepted. */
  #submit(runId: string): void {
    if (this.outside.wasSubmitted(runId)) return;
    if (this.coordinator && !this.coordinator.submitted.has(runId)) {
      this.coordinator.take({ type: 'run-submitted', runId, ...this.runs.get(runId)! });
    }
    this.timeline.after(1_000, () => this.#submit(runId));
  }

  /**
   * A worker that has ended is started again, as systemd does. There is no operator who would look after
   * one that is alive: runs must end without him.
   */
  #supervise(): void {
    for (const machine of this.machines) machine.startUnlessAlive();
    this.timeline.after(SUPERVISOR_ROUND_MS, () => this.#supervise());
  }
}

/** Members that all begin at the start, a chain of them, or any trees: each may continue one before it. */
function planMembers(count: number, random: Random): MemberPlan[] {
  const share = [0, 0, 0.6, 1][random.integer(0, 3)]!;
  return Array.from({ length: count }, (_, index) => {
    if (index === 0 || !random.chance(share)) return {};
    return { continues: { member: share === 1 ? index : random.integer(1, index) } };
  });
}

/**
 * Members that differ, in two of five runs: each group has its own number of epochs. Those of one without epochs were
 * trained elsewhere, and so none continues them, nor do they continue others.
 */
function planGroups({ plan, members }: Submission, random: Random): Submission {
  if (!random.chance(0.4)) return { plan, members };
  const groups = ['wide', 'deep', 'given'].map((name) => ({
    name,
    epochs: name === 'given' ? 0 : random.integer(1, 5),
    // Those of the run that may stop early.
    ...(plan.stopsEarly && name === 'wide' && { stopsEarly: true }),
  }));
  const inGroups = members.map((member) => ({ ...member, group: random.integer(0, 2) }));
  const isGiven = (index: number) => groups[inGroups[index]!.group]!.epochs === 0;
  return {
    // Of members that differ none is trained in another one's place.
    plan: { ...plan, backups: false, groups },
    members: inGroups.map(({ continues, ...member }, index) =>
      !continues || isGiven(index) || isGiven(continues.member - 1)
        ? member
        : { ...member, continues },
    ),
  };
}

/** Gains are those of `gainOf`: such a run ends early with two to five members, or not at all. */
function planValidation(random: Random): Pick<RunPlan, 'validates' | 'earlyEnd'> {
  if (!random.chance(0.4)) return {};
  const earlyEnd = { fewestMembers: random.integer(2, 3), gainBelow: random.between(0.005, 0.03) };
  return { validates: true, ...(random.chance(0.7) && { earlyEnd }) };
}
