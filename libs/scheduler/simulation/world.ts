import { Coordinator } from './coordinator.ts';
import { Machine, planMachine } from './machine.ts';
import type { CoordinatorMessage, Link } from './messages.ts';
import { Outside } from './outside.ts';
import { planSubmission } from './plan-submission.ts';
import { Random } from './random.ts';
import {
  nameOfMember,
  type Disk,
  type Submission,
  type Surroundings,
  type WorldOptions,
} from './surroundings.ts';
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
  /** Members that diverge wherever they are tried, by their names. */
  readonly diverging = new Set<string>();
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
    const runId = `r${number}`;
    const { plan, members, diverging } = planSubmission(runId, random, (name) => this.stream(name));
    this.runs.set(runId, { plan, members });
    for (const member of diverging) this.diverging.add(nameOfMember({ runId, member }));
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
